// The bar: who is signed in, in which language they are answered, and how to become somebody else. In the demo that is
// by choosing one of its accounts, elsewhere by e-mail address and password.

const question = "{ viewer { displayName email role } __schema { queryType { name } } }";

const hints = {
  demo: "Nobody is signed in. Choose one of the demo's accounts above, and see what each role may do.",
  form:
    "Nobody is signed in: use the form above. Who has no account yet gets one from an administrator, who makes the " +
    "first with “panda user add”; patients open their own by the mutation registerAccount.",
};

const element = (id) => document.getElementById(id);
const [choice, form, who, leave, told, language] = ["choice", "sign-in", "who", "sign-out", "told", "language"].map(element);

class People {
  // Called when somebody signs out: then nothing of theirs must be left to be seen.
  left = () => {};
  // Called when it is known who is signed in.
  changed = () => {};
  #session;
  #accounts;
  #listeners = new Set();
  #current;
  #looks = 0;

  constructor(session, accounts) {
    this.#session = session;
    this.#accounts = accounts;
    this.#current = this.#somebody(null, false);
  }

  // What React asks: who it is, and to be told of others.
  current = () => this.#current;
  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  // Lets people sign in. Completes when it is known who the first is.
  begin() {
    language.querySelector("select").addEventListener("change", ({ target }) => {
      this.#session.language = target.selectedOptions[0].lang;
      told.lang = this.#session.language || "en";
    });
    return this.#accounts.length > 0 ? this.#offer() : this.#admit();
  }

  // The demo's accounts, of which the first is signed in at once.
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

  // A form for people who have an account.
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
      await this.#look();
      told.value = "Your session is over. Please sign in again.";
    };
    return this.#look();
  }

  // Does something about the session, and tells how it failed.
  async #attempt(work) {
    told.value = "";
    const failure = await work().catch((error) => error);
    await this.#look();
    if (failure) told.value = failure.message;
    return !failure;
  }

  // Asks the server who is signed in, and whether it tells them of its schema. The last of several looks counts.
  async #look() {
    const look = ++this.#looks;
    const { viewer, __schema } = await this.#session.ask(question).catch(() => ({}));
    if (look !== this.#looks) return;
    this.#current = this.#somebody(viewer, Boolean(__schema));
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

  #somebody(viewer, seesSchema) {
    const hint = viewer ? null : this.#accounts.length > 0 ? hints.demo : hints.form;
    return { role: viewer?.role ?? "NOBODY", hint, seesSchema };
  }
}
