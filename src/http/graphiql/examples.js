// The saved examples: which role sees which, and how their variables are filled.
//
// A placeholder is a day, a month or an instant relative to now, a new unique value, or a value from the
// response to the example's own query `find`, addressed by its JSON pointer. So no example becomes outdated,
// and each can be sent unchanged if the data permit it.

const groups = {
  staff: "Patients and appointments",
  patient: "My appointments",
  admin: "Accounts",
  analyst: "Missed appointments",
  reference: "Clinicians and places",
  anyone: "For every user",
};

// The groups of examples for each role, its own group first.
const offers = {
  STAFF: ["staff", "analyst", "reference", "anyone"],
  ADMIN: ["admin", "staff", "analyst", "reference", "anyone"],
  ANALYST: ["analyst", "reference", "anyone"],
  PATIENT: ["patient", "reference", "anyone"],
  ANONYMOUS: ["anyone"],
};

const none = "nothing found: enter a value";

// An NHS number from the range reserved for tests.
function nhsNumber() {
  for (;;) {
    const body = `999${String(crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000).padStart(6, "0")}`;
    const sum = [...body].reduce((sum, digit, index) => sum + Number(digit) * (10 - index), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return body + check;
  }
}

const instant = (milliseconds) => new Date(milliseconds).toISOString().replace(".000Z", "Z");

// A random time in the evening, outside the working hours of the sample's clinicians.
function evening(now) {
  const [day, five] = crypto.getRandomValues(new Uint32Array(2));
  const minutes = 18 * 60 + (five % 43) * 5;
  return instant(Date.parse(made.day(now, 1 + (day % 60))) + minutes * 60_000);
}

const made = {
  day: (now, by) => new Date(now.getTime() + by * 86_400_000).toISOString().slice(0, 10),
  month: (now, by) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + by)).toISOString().slice(0, 10),
  now: (now, by) => instant(now.getTime() + by * 3_600_000),
  evening,
  nhsNumber,
  // Browsers offer `crypto.randomUUID` only on pages loaded over TLS.
  key: () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
};

function fill(text, found, now) {
  const at = (pointer) => pointer.split("/").slice(1).reduce((value, name) => value?.[name], found);
  return text
    .replace(/"\{\{(\/[^}]*)\}\}"/g, (_, pointer) => JSON.stringify(at(pointer) ?? none))
    .replace(/\{\{(\w+)([+-]\d+)?\}\}/g, (_, name, by) => made[name](now, Number(by ?? 0)));
}

// The variables of an example, as text. Queries the server for the values of `find`.
async function variablesOf(example, session) {
  const now = new Date();
  const find = example.find && fill(example.find, {}, now);
  // Values that are not found remain for the user to fill in.
  const found = find ? await session.ask(find).catch(() => ({})) : {};
  return fill(example.variables ?? "", found, now);
}

// The contents of the pane for a role: a heading for each group, and its examples.
function offered(examples, role) {
  return offers[role].map((group) => ({
    heading: groups[group],
    examples: examples.filter((example) => example.group === group),
  }));
}

// The pane. `people` provides the role of the signed-in user, and a hint while no user is signed in.
function examplesPlugin(examples, session, people) {
  const h = React.createElement;
  const icon = () =>
    h(
      "svg",
      { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5, strokeLinejoin: "round" },
      h("path", { d: "M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2V17h5v-1.1c0-.8.4-1.5 1-2A6 6 0 0 0 12 3ZM9.5 20.5h5" }),
    );

  const entry = (example, pick) =>
    h(
      "li",
      { key: example.name },
      h(
        "button",
        { type: "button", onClick: () => pick(example) },
        h("strong", null, example.title, /^mutation/m.test(example.query) && h("span", { className: "kind" }, "mutation")),
        h("span", { className: "about" }, example.about),
      ),
    );

  const content = () => {
    const editors = GraphiQL.React.useEditorContext({ nonNull: true });
    const { role, hint } = React.useSyncExternalStore(people.subscribe, people.current);
    const pick = async (example) => {
      const variables = await variablesOf(example, session);
      // The tab must exist before it is filled.
      ReactDOM.flushSync(editors.addTab);
      editors.queryEditor.setValue(example.query);
      editors.variableEditor.setValue(variables);
      // GraphiQL updates the operation name after a delay. Until then it would send the name of the previous
      // tab.
      editors.setOperationName(null);
      editors.queryEditor.focus();
    };
    const group = ({ heading, examples }) =>
      h("section", { key: heading }, h("h3", null, heading), h("ul", null, examples.map((example) => entry(example, pick))));
    return h(
      "div",
      { className: "examples" },
      h("h2", null, "Examples"),
      hint && h("p", null, hint),
      offered(examples, role).map(group),
    );
  };

  return { title: "Examples", icon, content };
}
