// A picture is made smaller on the device, which also takes out where and with what it was taken.

const LONGEST = 1600;
const QUALITY = 0.82;

export async function prepare(file, keepsPosition) {
  const bytes = await file.arrayBuffer();
  const original = hex(await crypto.subtle.digest("SHA-256", bytes));
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  const taken = new Date(file.lastModified || Date.now()).toISOString();
  return { blob, original, at: taken, position: keepsPosition ? positionOf(new DataView(bytes)) : null };
}

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Latitude and longitude in degrees from a JPEG's Exif (CIPA DC-008, 4.6.6), or null.
export function positionOf(view) {
  try {
    const tiff = findTiff(view);
    if (tiff === null) return null;
    const little = view.getUint16(tiff) === 0x4949;
    const short = (at) => view.getUint16(tiff + at, little);
    const long = (at) => view.getUint32(tiff + at, little);
    const entries = (at) => new Map(Array.from({ length: short(at) }, (_, place) => {
      const spot = at + 2 + 12 * place;
      return [short(spot), spot + 8];
    }));
    const pointer = entries(long(4)).get(0x8825);
    if (pointer === undefined) return null;
    const place = entries(long(pointer));
    const degrees = (tag) => [0, 1, 2].reduce((sum, part) => {
      const at = long(place.get(tag)) + 8 * part;
      return sum + long(at) / long(at + 4) / 60 ** part;
    }, 0);
    const letter = (tag) => String.fromCharCode(view.getUint8(tiff + place.get(tag)));
    if (!place.has(2) || !place.has(4)) return null;
    const found = [degrees(2) * (letter(1) === "S" ? -1 : 1), degrees(4) * (letter(3) === "W" ? -1 : 1)];
    return found.every(Number.isFinite) ? found.map((value) => value.toFixed(6)) : null;
  } catch {
    return null; // a damaged Exif part says nothing
  }
}

function findTiff(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < view.byteLength;) {
    const mark = view.getUint16(at);
    if (mark === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if (mark === 0xffda || mark < 0xff00) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
