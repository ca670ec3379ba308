// Starts GraphiQL for this server's API, with the first example of the signed-in user's role.

// The nonce permits the style elements that GraphiQL's dialogs add. GraphiQL reads it from this variable.
globalThis.__webpack_nonce__ = document.currentScript.nonce;

const blank = "# Ctrl-Enter runs the query; Ctrl-Space completes.\n# The book icon on the left opens the documentation of every type and field.\n";

// Stores the editors' contents until this browser tab closes or the user signs out, because they may contain
// personal data.
class EditorStorage {
  #isOver = false;
  getItem = (name) => (this.#isOver ? null : sessionStorage.getItem(name));
  setItem = (name, value) => this.#isOver || sessionStorage.setItem(name, value);
  removeItem = (name) => sessionStorage.removeItem(name);
  clear = () => sessionStorage.clear();
  get length() {
    return sessionStorage.length;
  }
  // GraphiQL reads the variables of the first tab only from here.
  begin({ variables }) {
    if (!this.getItem("graphiql:tabState")) this.setItem("graphiql:variables", variables);
  }
  // GraphiQL writes some values after a delay. This prevents writes after the end.
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
  let [storage, generation] = [new EditorStorage(), 0];
  let first = await firstTab(examples, session, people.current().role);
  storage.begin(first);

  // With another fetcher, GraphiQL loads the schema again.
  const show = () =>
    root.render(
      React.createElement(
        GraphiQL,
        {
          key: generation,
          fetcher: GraphiQL.createFetcher({ url: "/graphql", fetch: (url, options) => session.fetch(url, options) }),
          // With null, GraphiQL loads no schema, so completion and documentation are off and no error
          // appears.
          schema: people.current().seesSchema ? undefined : null,
          storage,
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
  // GraphiQL shows the pane only if it is registered before GraphiQL starts.
  const { PluginContextProvider } = GraphiQL.React;
  ReactDOM.flushSync(() => root.render(React.createElement(PluginContextProvider, { plugins, visiblePlugin: pane })));
  people.left = async () => {
    storage.end();
    [storage, generation] = [new EditorStorage(), generation + 1];
    first = await firstTab(examples, session, "ANONYMOUS");
    storage.begin(first);
    show();
  };
  show();
}

async function firstTab(examples, session, role) {
  const [example] = offered(examples, role)[0].examples;
  return { query: example.query, variables: await variablesOf(example, session) };
}

start().catch((error) => {
  document.getElementById("graphiql").textContent = `This page could not be loaded. Please reload it. (${error.message})`;
});
