// Reads QR codes, one picture at a time, away from the page. A worker obeys the policy of its own response, and says nothing when
// that forbids WebAssembly: so it answers {ready: true} once the decoder runs, and the page gives up after five seconds without it.
"use strict";
if (!Object.hasOwn) Object.hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key); // Chrome < 93, Safari < 15.4
importScripts("../vendor/zxing-wasm/reader.js");

const folder = new URL("../vendor/zxing-wasm/", self.location.href).href;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryRotate: true, tryInvert: true, maxNumberOfSymbols: 1 };

ZXingWASM.prepareZXingModule({ overrides: { locateFile: (path) => folder + path }, fireImmediately: true }).then(
  () => self.postMessage({ ready: true }),
  (error) => self.postMessage({ failed: String(error) }),
);

self.onmessage = async ({ data: { id, image } }) => {
  let text = "";
  try {
    const [code] = await ZXingWASM.readBarcodes(image, OPTIONS);
    if (code?.isValid) text = code.text || "\u{FFFD}"; // a code without text is a code all the same
  } catch (error) {
    self.postMessage({ id, text, error: String(error) });
    return;
  }
  self.postMessage({ id, text });
};
