// Values that exist in the database of the server, from which arguments are chosen.

const SIZE = 8;

const QUERY = `query Pools($n: Int!) {
  patients(first: $n) { edges { cursor node { id name nhsNumber postcode dateOfBirth } } }
  clinicians(first: $n) { edges { cursor node { id name } } }
  departments(first: $n) { edges { cursor node { id name code } } }
  organisations(first: $n) { edges { cursor node { id name odsCode } } }
  upcoming: appointments(first: $n) { edges { cursor node { id } } }
  cancelled: appointments(first: 2, filter: { status: [CANCELLED] }) { edges { cursor node { id } } }
  attended: appointments(first: 2, filter: { status: [ATTENDED] }) { edges { cursor node { id } } }
  users(first: $n) { edges { cursor node { id email } } }
}`;

export async function collectPools(panda) {
  const data = await panda.data(QUERY, { n: SIZE });
  const nodes = (...names) => names.flatMap((name) => data[name].edges.map(({ node }) => node));
  const column = (name, field) => nodes(name).map((node) => node[field]);
  const pools = {
    ids: {
      Patient: column('patients', 'id'),
      Clinician: column('clinicians', 'id'),
      Department: column('departments', 'id'),
      Organisation: column('organisations', 'id'),
      Appointment: nodes('upcoming', 'cancelled', 'attended').map(({ id }) => id),
      User: column('users', 'id'),
    },
    cursors: Object.values(data).map(({ edges }) => edges[0].cursor),
    nhsNumbers: column('patients', 'nhsNumber'),
    postcodes: column('patients', 'postcode'),
    dates: column('patients', 'dateOfBirth'),
    codes: column('departments', 'code'),
    odsCodes: column('organisations', 'odsCode'),
    emails: column('users', 'email'),
    names: nodes('patients', 'clinicians', 'departments', 'organisations').map(({ name }) => name),
  };
  for (const [type, ids] of Object.entries(pools.ids)) {
    if (ids.length < 2) throw new Error(`the database holds fewer than two objects of the type ${type}`);
  }
  return pools;
}
