"""Four independent readers of QR codes: what each of them makes of a picture, or nothing."""

import base64
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy
import zxingcpp
from PIL import Image
from playwright.sync_api import Page
from pyzbar import pyzbar

Reader = Callable[[Image.Image], str]

VENDOR = Path(__file__).resolve().parent.parent / "tools" / "vendor"
JSQR = VENDOR / "node_modules" / "jsqr" / "dist" / "jsQR.js"
READ = """async (address) => {
  const image = await createImageBitmap(await (await fetch(address)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data, width, height } = canvas.getImageData(0, 0, image.width, image.height);
  return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? '';
}"""


def zbar(picture: Image.Image) -> str:
    """libzbar, which many scanning programs are made of."""
    return next((one.data.decode("utf-8", "replace") for one in pyzbar.decode(picture)), "")


def zxing(picture: Image.Image) -> str:
    """zxing-cpp, which the desk itself uses in the browser."""
    return next((one.text for one in zxingcpp.read_barcodes(picture)), "")


def opencv(picture: Image.Image) -> str:
    """OpenCV's two detectors, both of which need the quiet zone; the older one misses one or two clean codes in a hundred."""
    pixels = numpy.asarray(picture)
    for detector in (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()):
        text, _corners, _straight = detector.detectAndDecode(pixels)
        if text:
            return str(text)
    return ""


def jsqr(page: Page) -> Reader:
    """jsQR, as web pages use it, in this browser page (an empty one). Raises RuntimeError when it is not to be had."""
    if not JSQR.exists():
        _fetch_jsqr()
    page.goto("about:blank")
    page.add_script_tag(content=JSQR.read_text("utf-8"))

    def read(picture: Image.Image) -> str:
        png = io.BytesIO()
        picture.save(png, "PNG")
        return str(page.evaluate(READ, "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()))

    return read


def _fetch_jsqr() -> None:
    """The exact version that tools/vendor/package-lock.json names; it is never shipped."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("jsQR comes through npm, and there is none here")
    subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=VENDOR, check=True)
