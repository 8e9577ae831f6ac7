/** The status page of a node, all in one: it asks /status once a second and needs nothing from elsewhere. */

export const statusPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Raft node</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 2rem auto; max-width: 52rem; padding: 0 1rem; }
  h1 { font-size: 1.4rem; margin: 0; }
  p { margin: .25rem 0 1.5rem; }
  table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }
  caption { text-align: left; font-weight: 600; padding: .25rem 0; }
  th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  th { font-weight: 500; width: 14rem; }
  td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  thead th { width: auto; }
  .good { color: light-dark(#0a6b2d, #6fdc8c); }
  .bad { color: light-dark(#a8071a, #ff8389); }
</style>
<h1 id="title">Raft node</h1>
<p id="state" role="status">asking ...</p>
<table><caption>This node</caption><tbody id="node"></tbody></table>
<table>
  <caption>Other nodes, as called from here</caption>
  <thead><tr><th>Node<th>Address<th>State<th>Messages sent<th>Bytes sent<th>Dropped</tr></thead>
  <tbody id="peers"></tbody>
</table>
<p>Keys: <code>curl -X PUT --data hello URL/kv/greeting</code>, <code>curl URL/kv/greeting</code>,
  <code>curl -N URL/watch</code>. As JSON: <a href="/status">/status</a>, <a href="/kv">/kv</a>.</p>
<script>
  const byId = (id) => document.getElementById(id);
  const row = (cells, first) => {
    const tr = document.createElement("tr");
    cells.forEach((text, at) => {
      const cell = document.createElement(at === 0 && first ? "th" : "td");
      cell.textContent = text;
      tr.append(cell);
    });
    return tr;
  };
  const say = (text, kind) => {
    byId("state").textContent = text;
    byId("state").className = kind;
  };
  const show = (s) => {
    const title = "Node " + s.id + " of " + s.cluster;
    byId("title").textContent = document.title = title;
    if (s.leader === null) say("no leader is known", "bad");
    else if (s.leader === s.id) say("this node leads in term " + s.term, "good");
    else say(s.role + " of node " + s.leader + " in term " + s.term, "good");
    const list = (nodes) => nodes.join(", ") || "none";
    byId("node").replaceChildren(
      row(["Voters", list(s.configuration.voters)], true),
      row(["Learners", list(s.configuration.learners)], true),
      row(["Log ends at", s.lastIndex], true),
      row(["Committed", s.commitIndex], true),
      row(["Applied", s.appliedIndex], true),
      row(["Snapshot at", s.snapshotIndex], true),
      row(["Keys", s.keys], true),
      row(["Sessions, watchers", s.sessions + ", " + s.watchers], true),
    );
    byId("peers").replaceChildren(...s.peers.map((p) => row([
      p.node, p.address, p.connected ? "connected" : "not connected",
      p.sentMessages.toLocaleString(), p.sentBytes.toLocaleString(), p.droppedMessages.toLocaleString(),
    ], false)));
  };
  const ask = async () => {
    try {
      const response = await fetch("/status");
      const body = await response.json();
      if (response.ok) show(body);
      else say(body.message, "bad");
    } catch {
      say("the node does not answer", "bad");
    }
    setTimeout(ask, 1000);
  };
  ask();
</script>
</html>
`;
