// What is being typed and was not taken yet, by inspection and field; written at every key.

const name = (inspection) => `inspecting-draft-${inspection}`;
const read = (inspection) => JSON.parse(localStorage.getItem(name(inspection)) || "{}");

function write(inspection, fields) {
  if (Object.keys(fields).length) localStorage.setItem(name(inspection), JSON.stringify(fields));
  else localStorage.removeItem(name(inspection));
}

export const get = (inspection, field) => read(inspection)[field];
export const all = (inspection) => Object.entries(read(inspection));
export const forget = (inspection) => localStorage.removeItem(name(inspection));

export function set(inspection, field, text) {
  write(inspection, { ...read(inspection), [field]: text });
}

export function drop(inspection, field) {
  const { [field]: _, ...rest } = read(inspection);
  write(inspection, rest);
}
