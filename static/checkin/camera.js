// The camera as a source of QR texts: at most one frame in the worker at a time, tracks stopped while the page is hidden.
//   const camera = new Camera({ video, workerUrl, onText, onState }); camera.start(); camera.read(file); camera.again() · camera.flip() the next one, remembered
// onState: "opening" | "on" | "none" (no camera interface, WeChat) | "refused" | "missing" | "busy" (a call or another app has it) | "slow" (the decoder does not start)
const READY_WITHIN = 5000;
const WITHOUT_CALLBACK = 120;
const LONGEST_SIDE = 1280;
const TAKEN_AT_ONCE = 3000; // a camera that is taken away so soon, and again, is in use elsewhere
const FAULTS = { NotAllowedError: "refused", NotFoundError: "missing", OverconstrainedError: "missing", NotReadableError: "busy", AbortError: "busy" };
const CHOSEN = "door-camera";

export class Camera {
  constructor({ video, workerUrl, onText, onState }) {
    Object.assign(this, { video, workerUrl, onText, onState, stream: null, busy: false, paused: false, wanted: false });
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    this.waiting = new Map();
    this.next = 0;
    document.addEventListener("visibilitychange", () => {
      if (!this.wanted) return;
      if (document.hidden) this.release();
      else this.start();
    });
  }

  async start() {
    this.wanted = true;
    if (this.stream) return;
    this.onState("opening");
    if (!navigator.mediaDevices?.getUserMedia) return this.onState("none");
    try {
      const chosen = localStorage.getItem(CHOSEN);
      const which = chosen ? { deviceId: { ideal: chosen } } : { facingMode: { ideal: "environment" } }; // ideal: a camera that is gone stops nobody
      const video = { ...which, width: { ideal: 1280 }, height: { ideal: 720 } };
      const [stream] = await Promise.all([navigator.mediaDevices.getUserMedia({ video }), this.decoder()]);
      if (document.hidden || this.stream) return stream.getTracks().forEach((track) => track.stop());
      this.stream = stream;
      this.video.srcObject = stream;
      await this.video.play();
      this.guard(stream);
      this.onState("on");
      this.watch(stream);
    } catch (error) {
      this.release();
      this.onState(error.message === "slow" ? "slow" : FAULTS[error.name] || "none");
    }
  }

  release() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  again() {
    this.release();
    return this.start();
  }

  // A call or another app may take the camera away for good ("ended") or for a while ("mute").
  guard(stream) {
    const [track] = stream.getVideoTracks();
    const began = performance.now();
    const on = (name, deed) => track.addEventListener(name, () => this.stream === stream && deed());
    on("ended", () => this.lost(performance.now() - began));
    on("mute", () => this.onState("busy"));
    on("unmute", () => this.onState("on"));
    if (track.readyState === "ended") this.lost(0);
  }

  // A hidden page starts anew once it is seen.
  lost(after) {
    const isSoon = after < TAKEN_AT_ONCE;
    this.release();
    if (isSoon && this.wasSoon) this.onState("busy");
    else if (!document.hidden) this.start();
    this.wasSoon = isSoon;
  }

  // -- the decoder

  decoder() {
    this.ready ??= new Promise((resolve, reject) => {
      const worker = new Worker(this.workerUrl);
      const giveUp = () => {
        worker.terminate();
        this.ready = null;
        reject(new Error("slow"));
      };
      const timer = setTimeout(giveUp, READY_WITHIN);
      worker.onerror = giveUp;
      worker.onmessage = ({ data }) => {
        if (data.failed) giveUp();
        if (data.ready) {
          clearTimeout(timer);
          worker.onerror = null;
          resolve(worker);
        }
        this.waiting.get(data.id)?.(data.text);
        this.waiting.delete(data.id);
      };
    });
    return this.ready;
  }

  async decode(image) {
    const worker = await this.decoder();
    const id = ++this.next;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      worker.postMessage({ id, image }, [image.data.buffer]);
    });
  }

  picture(source, width, height) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.pen.drawImage(source, 0, 0, this.canvas.width, this.canvas.height);
    return this.pen.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  watch(stream) {
    const again = () => {
      if (this.stream !== stream) return;
      if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(look);
      else setTimeout(look, WITHOUT_CALLBACK);
    };
    const look = async () => {
      if (this.stream === stream && !this.paused && this.video.videoWidth) {
        const text = await this.decode(this.picture(this.video, this.video.videoWidth, this.video.videoHeight));
        if (text && !this.paused) this.onText(text);
      }
      again();
    };
    again();
  }

  // The text in a photo, or "" when no code is found in it. Throws when the decoder does not start.
  async read(file) {
    const bitmap = await createImageBitmap(file);
    return this.decode(this.picture(bitmap, bitmap.width, bitmap.height));
  }

  // -- torch and the other camera, where there are any

  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  // Whether it shines now.
  torch(on) {
    return this.track.applyConstraints({ advanced: [{ torch: on }] }).then(() => on, () => false);
  }

  async all() {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return devices.filter((device) => device.kind === "videoinput");
  }

  async flip() {
    const all = await this.all();
    const now = all.findIndex((one) => one.deviceId === this.track?.getSettings().deviceId);
    localStorage.setItem(CHOSEN, all[(now + 1) % all.length].deviceId);
    return this.again();
  }
}
