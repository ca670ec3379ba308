// Starts GraphiQL on this server's own API, with a query that answers something.
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

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: firstQuery,
    defaultEditorToolsVisibility: true,
  }),
);
