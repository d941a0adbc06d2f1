// One high tone, two middle tones, one low long tone; and the same told to the hand. Muting silences the tones, never the word.
const TONES = { good: [[1320, 0, 0.14]], known: [[660, 0, 0.12], [660, 0.2, 0.12]], stop: [[196, 0, 0.55]] };
const SHAKES = { good: 60, known: [60, 80, 60], stop: 400 };
let context = null;

// A browser lets a page sound only after a touch or key.
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => {
    const Kind = window.AudioContext || window.webkitAudioContext;
    if (Kind) context ??= new Kind();
    context?.resume?.();
  });
}

export function isMuted() {
  return localStorage.getItem("door-muted") === "1";
}

export function mute(on) {
  localStorage.setItem("door-muted", on ? "1" : "0");
}

export function signal(tone) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(SHAKES[tone]);
  if (isMuted() || context?.state !== "running") return;
  for (const [pitch, after, length] of TONES[tone]) {
    const start = context.currentTime + after;
    const voice = context.createOscillator();
    const volume = context.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + length);
    voice.connect(volume).connect(context.destination);
    voice.start(start);
    voice.stop(start + length);
  }
}
