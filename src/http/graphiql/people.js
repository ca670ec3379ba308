// The bar: the signed-in user, the language of responses, and the ways to sign in. In the demo, users choose
// one of its accounts. Elsewhere they sign in with e-mail address and password.

const question = "{ viewer { displayName email role } __schema { queryType { name } } }";

const hints = {
  demo: "You are not signed in. Choose one of the demo's accounts above to see what each role may do.",
  form:
    "You are not signed in. Use the form above. Administrators create accounts. Create the first administrator " +
    "with “panda user add”. Patients register themselves by the mutation registerAccount.",
};

const element = (id) => document.getElementById(id);
const [choice, form, who, leave, told, language] = ["choice", "sign-in", "who", "sign-out", "told", "language"].map(element);

class People {
  // Called when the user signs out. The page must then show none of the user's data.
  left = () => {};
  // Called when the signed-in user is known.
  changed = () => {};
  #session;
  #accounts;
  #listeners = new Set();
  #current;
  #queries = 0;

  constructor(session, accounts) {
    this.#session = session;
    this.#accounts = accounts;
    this.#current = this.#state(null, false);
  }

  // The interface for React's useSyncExternalStore: the current user, and a subscription to changes.
  current = () => this.#current;
  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  // Enables signing in. Completes when the first user is known.
  begin() {
    language.querySelector("select").addEventListener("change", ({ target }) => {
      this.#session.language = target.selectedOptions[0].lang;
      told.lang = this.#session.language || "en";
    });
    return this.#accounts.length > 0 ? this.#offer() : this.#admit();
  }

  // Offers the demo's accounts, and signs in with the first one.
  #offer() {
    const select = choice.querySelector("select");
    for (const { email } of this.#accounts) select.add(new Option(email));
    select.add(new Option("nobody"));
    const choose = () => {
      const account = this.#accounts[select.selectedIndex];
      return this.#attempt(() =>
        account ? this.#session.signInAsDemo(account.email, account.password) : this.#session.signOut(),
      );
    };
    select.addEventListener("change", choose);
    choice.hidden = false;
    return choose();
  }

  // Offers a form for users with an account.
  #admit() {
    const [email, password] = [form.elements.email, form.elements.password];
    const button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      const isIn = await this.#attempt(() => this.#session.signIn(email.value, password.value));
      button.disabled = false;
      if (isIn) {
        form.reset();
        leave.focus();
      } else {
        password.select();
      }
    });
    leave.addEventListener("click", async () => {
      this.left();
      await this.#attempt(() => this.#session.signOut());
      email.focus();
    });
    this.#session.ended = async () => {
      await this.#query();
      told.value = "Your session is over. Please sign in again.";
    };
    return this.#query();
  }

  // Runs a sign-in or sign-out, and shows its error.
  async #attempt(work) {
    told.value = "";
    const failure = await work().catch((error) => error);
    await this.#query();
    if (failure) told.value = failure.message;
    return !failure;
  }

  // Queries the signed-in user, and whether the server shows the schema. Only the last of several concurrent
  // queries counts.
  async #query() {
    const number = ++this.#queries;
    const { viewer, __schema } = await this.#session.ask(question).catch(() => ({}));
    if (number !== this.#queries) return;
    this.#current = this.#state(viewer, Boolean(__schema));
    const [name, role] = who.children;
    name.textContent = viewer?.displayName ?? "";
    name.title = viewer?.email ?? "";
    role.textContent = viewer?.role.toLowerCase() ?? "";
    who.hidden = !viewer;
    if (this.#accounts.length === 0) {
      form.hidden = Boolean(viewer);
      leave.hidden = !viewer;
    }
    for (const listener of this.#listeners) listener();
    this.changed();
  }

  #state(viewer, seesSchema) {
    const hint = viewer ? null : this.#accounts.length > 0 ? hints.demo : hints.form;
    return { role: viewer?.role ?? "ANONYMOUS", hint, seesSchema };
  }
}
