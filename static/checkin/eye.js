// The camera on the page: its words, torch, other camera, mute, and the photo that is read in its place.
//   const eye = new Eye({ onText(text, way), isBlind() }); eye.open() · eye.close()
// The same code held still is told once: again only after it was out of sight for three seconds.
import { Camera } from "./camera.js";
import { $, door, toast, wide, words } from "./door.js";
import { isMuted, mute } from "./sounds.js";

const OUT_OF_SIGHT = 3000;
const cam = $("[data-cam]");
const hint = $("[data-cam-hint]");
const photo = document.getElementById("photo");

export class Eye {
  constructor({ onText, isBlind }) {
    Object.assign(this, { onText, isBlind, lastSeen: new Map() });
    this.camera = new Camera({ video: $("video"), workerUrl: door.dataset.worker, onState: (state) => this.told(state), onText: (text) => this.saw(text) });
    $("[data-torch]").addEventListener("click", async ({ currentTarget: key }) => {
      key.setAttribute("aria-pressed", await this.camera.torch(key.getAttribute("aria-pressed") !== "true"));
    });
    $("[data-flip]").addEventListener("click", () => this.camera.flip());
    $("[data-retry]").addEventListener("click", () => this.camera.again());
    const muting = $("[data-mute]");
    muting.setAttribute("aria-pressed", isMuted());
    muting.addEventListener("click", () => {
      mute(!isMuted());
      muting.setAttribute("aria-pressed", isMuted());
    });
    $("[data-copy-link]").addEventListener("click", copyLink);
    photo.addEventListener("change", () => this.read());
    for (const button of document.querySelectorAll("[data-take]")) button.addEventListener("click", () => photo.click());
  }

  open() {
    cam.hidden = false;
    this.camera.start();
  }

  close() {
    this.camera.wanted = false;
    this.camera.release();
  }

  saw(text) {
    const now = performance.now();
    for (const [old, at] of this.lastSeen) if (now - at > OUT_OF_SIGHT) this.lastSeen.delete(old);
    const isNew = !this.lastSeen.has(text);
    if (!isNew || !this.isBlind()) this.lastSeen.set(text, now);
    if (isNew && !this.isBlind()) this.onText(text, "camera");
  }

  async read() {
    const [file] = photo.files;
    photo.value = "";
    if (!file) return;
    toast(words.reading);
    const text = await this.camera.read(file).catch(() => "");
    toast(text ? "" : words.no_code);
    if (text) this.onText(text, "photo");
  }

  async told(state) {
    const isOff = !["opening", "on"].includes(state);
    cam.dataset.state = state;
    $(".cam-off").hidden = !isOff;
    hint.hidden = isOff;
    hint.textContent = state === "opening" ? words.opening : wide.matches ? words.on : words.aim;
    $("[data-retry]").hidden = !isOff;
    $("[data-photo]").hidden = isOff;
    $("[data-torch]").hidden = !this.camera.hasTorch();
    $("[data-torch]").setAttribute("aria-pressed", "false"); // a camera that opens is dark
    $("[data-flip]").hidden = state !== "on" || (await this.camera.all()).length < 2;
    if (!isOff) return;
    $("[data-off-title]").textContent = { refused: words.refused, slow: words.slow, busy: words.busy }[state] || words.none;
    $("[data-off-text]").textContent = { refused: words.refused_text, slow: words.slow_text, missing: words.missing_text, busy: words.busy_text }[state] || words.none_text;
  }
}

// Where the browser gives no clipboard the address is shown, selected, to be copied by hand.
async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast(words.copied);
  } catch {
    const link = $("[data-link]");
    link.value = location.href;
    link.hidden = false;
    link.select();
    toast(words.copy_by_hand);
  }
}
