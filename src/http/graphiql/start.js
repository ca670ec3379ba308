// Starts GraphiQL on this server's own API, with a query that answers something, and lets people sign in: in the demo as
// one of its accounts, elsewhere by e-mail address and password.
const firstQuery = `# Ctrl-Enter runs the query; Ctrl-Space completes.
# The book on the left describes every type and field.
{
  appointments(first: 5, orderBy: { field: STARTS_AT, direction: DESC }) {
    totalCount
    edges {
      node {
        startsAt
        durationMinutes
        status
        patient { name nhsNumber }
        clinician { name department { name } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const place = document.getElementById("graphiql");
const [choice, form, leave, told] = ["choice", "sign-in", "sign-out", "told"].map((id) => document.getElementById(id));
const session = new Session();

// Does something about the session, and tells how it failed.
async function attempt(work) {
  told.value = "";
  try {
    await work();
    return true;
  } catch (error) {
    told.value = error.message;
    return false;
  }
}

// The demo's accounts, of which the first is signed in at once.
function offer(accounts) {
  const select = choice.querySelector("select");
  const nobody = { role: "nobody" };
  for (const { role, email } of [...accounts, nobody]) select.add(new Option(email ? `${role} (${email})` : role));
  const choose = () => {
    const account = accounts[select.selectedIndex];
    attempt(() => (account ? session.signInAsDemo(account.email, account.password) : session.signOut()));
  };
  select.addEventListener("change", choose);
  choice.hidden = false;
  choose();
}

// A form for people who have an account.
function admit() {
  const show = (email) => {
    form.hidden = email !== null;
    leave.hidden = email === null;
    leave.textContent = `Sign out ${email}`;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { email, password } = Object.fromEntries(new FormData(form));
    if (await attempt(() => session.signIn(email, password))) {
      form.reset();
      show(email);
    }
  });
  leave.addEventListener("click", async () => {
    await attempt(() => session.signOut());
    show(null);
  });
  session.ended = () => show(null);
  show(null);
}

const accounts = JSON.parse(place.dataset.accounts);
if (accounts.length > 0) offer(accounts);
else admit();

ReactDOM.createRoot(place).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql", fetch: (url, options) => session.fetch(url, options) }),
    defaultQuery: firstQuery,
    defaultEditorToolsVisibility: true,
    shouldPersistHeaders: false,
  }),
);
