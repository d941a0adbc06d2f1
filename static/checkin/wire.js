// An act of this device as the server wants it (docs/door-protocol.md). Pure.
//   wire(act, acts)  an undo of a guest registered here names the number that the server gave them since
export function wire({ scan_id, kind, at, ahead, way, hash, code_hash, attendee_id, of, text, outcome, fields, reason, desk, from_file }, acts) {
  const said = kind === "scan" ? (outcome === "unknown" ? "noted" : outcome) : undefined;
  const guest = acts.find((act) => act.scan_id === of)?.attendee_id;
  const seen = kind === "undo" || kind === "out" ? undefined : way;
  return { scan_id, kind, at, ahead, way: seen, hash, code_hash, attendee_id: attendee_id ?? guest, text: text || undefined, said, reason, desk: desk || undefined, from_file, ...fields };
}
