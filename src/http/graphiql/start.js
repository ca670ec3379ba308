// Starts GraphiQL on this server's own API, with the first example for whoever is signed in.

// The style elements that GraphiQL adds for its dialogs are let in by this; whoever adds them asks for it by this name.
globalThis.__webpack_nonce__ = document.currentScript.nonce;

const blank = "# Ctrl-Enter runs the query; Ctrl-Space completes.\n# The book on the left describes every type and field.\n";

// What is written in the editors, until this browser tab is closed or somebody signs out: it can be about patients.
class Notes {
  #isOver = false;
  getItem = (name) => (this.#isOver ? null : sessionStorage.getItem(name));
  setItem = (name, value) => this.#isOver || sessionStorage.setItem(name, value);
  removeItem = (name) => sessionStorage.removeItem(name);
  clear = () => sessionStorage.clear();
  get length() {
    return sessionStorage.length;
  }
  // GraphiQL takes the variables of the first tab from nowhere else.
  begin({ variables }) {
    if (!this.getItem("graphiql:tabState")) this.setItem("graphiql:variables", variables);
  }
  // GraphiQL writes some of its notes a moment later, which by then must not be.
  end() {
    this.clear();
    this.#isOver = true;
  }
}

async function start() {
  const place = document.getElementById("graphiql");
  const session = new Session();
  const people = new People(session, JSON.parse(place.dataset.accounts));
  const examples = await (await fetch("/graphiql/examples.json")).json();
  await people.begin();
  const root = ReactDOM.createRoot(place);
  const pane = examplesPlugin(examples, session, people);
  const plugins = [pane];
  let [notes, generation] = [new Notes(), 0];
  let first = await firstTab(examples, session, people.current().role);
  notes.begin(first);

  // With another fetcher, GraphiQL asks for the schema anew.
  const show = () =>
    root.render(
      React.createElement(
        GraphiQL,
        {
          key: generation,
          fetcher: GraphiQL.createFetcher({ url: "/graphql", fetch: (url, options) => session.fetch(url, options) }),
          // Without one, completion and descriptions wait, and nothing is called an error.
          schema: people.current().seesSchema ? undefined : null,
          storage: notes,
          defaultQuery: blank,
          defaultTabs: [first],
          defaultEditorToolsVisibility: true,
          shouldPersistHeaders: false,
          plugins,
          visiblePlugin: pane,
        },
        downloadTools(session),
      ),
    );
  people.changed = show;
  // GraphiQL begins with a pane that is shown before it is.
  const { PluginContextProvider } = GraphiQL.React;
  ReactDOM.flushSync(() => root.render(React.createElement(PluginContextProvider, { plugins, visiblePlugin: pane })));
  people.left = async () => {
    notes.end();
    [notes, generation] = [new Notes(), generation + 1];
    first = await firstTab(examples, session, "NOBODY");
    notes.begin(first);
    show();
  };
  show();
}

async function firstTab(examples, session, role) {
  const [example] = offered(examples, role)[0].examples;
  return { query: example.query, variables: await variablesOf(example, session) };
}

start().catch((error) => {
  document.getElementById("graphiql").textContent = `This page could not be loaded whole. Please load it again. (${error.message})`;
});
