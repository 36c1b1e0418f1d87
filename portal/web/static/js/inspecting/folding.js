// What taps add up to, by the same rules as the server's: the page shows it, the server decides.

const GRAVEST_FIRST = ["critical", "major", "minor"];

export function live(taps) {
  const known = new Map(taps.map((tap) => [tap.key, tap]));
  const undone = new Set([...known.values()].filter((tap) => tap.kind === "undo").map((tap) => tap.undoes));
  return [...known.values()].filter((tap) => !undone.has(tap.key));
}

// terms: {ends: {class: [n, ...]}, per_100, defects: {id: class}, measured: {id: {lower, upper, class}}}
export function fold(taps, terms) {
  const seen = live(taps);
  const defects = seen.filter((tap) => tap.kind === "defect");
  const values = new Map();
  for (const tap of seen.filter((one) => one.kind === "measurement")) {
    const place = `${tap.characteristic} ${tap.unit}`;
    values.set(place, [...new Set([...(values.get(place) || []), Number(tap.value)])]);
  }
  const flaws = defects.map((tap) => ({ unit: tap.unit, name: terms.defects[tap.defect] }));
  const measured = {};
  const contradictions = [];
  for (const [place, several] of values) {
    const [characteristic, unit] = place.split(" ");
    if (several.length > 1) { contradictions.push({ characteristic, unit: Number(unit), values: several }); continue; }
    measured[place] = several[0];
    if (!keeps(terms.measured[characteristic], several[0])) flaws.push({ unit: Number(unit), name: terms.measured[characteristic].class });
  }
  return {
    counts: count(flaws, terms),
    defects: tally(defects.map((tap) => tap.defect)),
    measured,
    contradictions,
    done: new Set(seen.filter((tap) => tap.kind === "unit_done").map((tap) => tap.unit)),
    cartons: new Set(seen.filter((tap) => tap.kind === "carton_opened").map((tap) => tap.carton)),
    remarks: seen.filter((tap) => tap.kind === "remark").map((tap) => tap.words),
  };
}

export function keeps(limits, value) {
  return (limits.lower === null || value >= Number(limits.lower)) && (limits.upper === null || value <= Number(limits.upper));
}

function count(flaws, terms) {
  const counts = Object.fromEntries(Object.entries(terms.ends).map(([name, ends]) => [name, ends.map(() => 0)]));
  for (const { unit, name } of terms.per_100 ? flaws : gravest(flaws, terms)) {
    const place = sample(unit, terms.ends[name]);
    if (place >= 0) counts[name][place] += 1;
  }
  return counts;
}

function gravest(flaws, terms) {
  const classes = new Map();
  for (const { unit, name } of flaws) {
    if (sample(unit, terms.ends[name]) >= 0) classes.set(unit, [...(classes.get(unit) || []), name]);
  }
  return [...classes].map(([unit, names]) => ({ unit, name: GRAVEST_FIRST.find((name) => names.includes(name)) }));
}

const sample = (unit, ends = []) => ends.findIndex((end) => unit <= end);

function tally(ids) {
  const counts = {};
  for (const id of ids) counts[id] = (counts[id] || 0) + 1;
  return counts;
}

// Where one class stands: the sample it is in, and what the plan says to the count so far.
// stages: [{n, cumulative_n, ac, re}]; ac is -1 where acceptance is not permitted yet.
export function standing(stages, counts, done) {
  let found = 0;
  for (let place = 0; place < stages.length; place += 1) {
    const { cumulative_n: end, ac, re } = stages[place];
    found += counts[place];
    const whole = covers(done, end);
    if (!whole) return { place, end, ac, re, found, decision: found >= re ? "reject_soon" : "open" };
    if (found >= re) return { place, end, ac, re, found, decision: "reject" };
    if (found <= ac) return { place, end, ac, re, found, decision: "accept" };
    if (place === stages.length - 1) return { place, end, ac, re, found, decision: "accept" };
  }
  return null;
}

// Every unit that is drawn for any class counts for this one: its samples end where the others' do.
export function standingOnAll(stages, counts, done, end) {
  const last = Math.max(0, stages.findIndex((stage) => stage.cumulative_n >= end));
  const found = counts.slice(0, last + 1).reduce((sum, count) => sum + count, 0);
  const whole = covers(done, end);
  const decision = found > 0 ? whole ? "reject" : "reject_soon" : whole ? "accept" : "open";
  return { place: last, end, ac: 0, re: 1, found, decision };
}

function covers(done, end) {
  for (let unit = 1; unit <= end; unit += 1) if (!done.has(unit)) return false;
  return true;
}
