// Downloads the report of a query as CSV, on behalf of the signed-in user.

const file = "/statistics/missed.csv";

// The value of an argument, with variables replaced.
function valueOf(node, variables) {
  switch (node.kind) {
    case "Variable":
      return variables[node.name.value];
    case "NullValue":
      return null;
    case "ListValue":
      return node.values.map((value) => valueOf(value, variables));
    case "ObjectValue":
      return argumentsOf(node.fields, variables);
    default:
      return node.value;
  }
}

const argumentsOf = (nodes, variables) =>
  Object.fromEntries(nodes.map((node) => [node.name.value, valueOf(node.value, variables)]));

// Finds a field by name in a selection, including fragments.
function fieldOf(selectionSet, name, fragments) {
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === "Field" && selection.name.value === name) return selection;
    const inner = selection.kind === "FragmentSpread" ? fragments[selection.name.value] : selection;
    const found = selection.kind !== "Field" && fieldOf(inner?.selectionSet, name, fragments);
    if (found) return found;
  }
  return null;
}

// The file's parameters for the first report of a document, or null without a report. The parameters are flat
// where GraphQL nests arguments.
function reportParameters(document, variables) {
  const definitions = document?.definitions ?? [];
  const fragments = Object.fromEntries(
    definitions.filter(({ kind }) => kind === "FragmentDefinition").map((fragment) => [fragment.name.value, fragment]),
  );
  const operations = definitions.filter(({ kind }) => kind === "OperationDefinition");
  const operation = operations.find(({ selectionSet }) => fieldOf(selectionSet, "missedAppointments", fragments));
  if (!operation) return null;
  const defaults = operation.variableDefinitions.filter(({ defaultValue }) => defaultValue);
  const all = Object.fromEntries(defaults.map(({ variable, defaultValue }) => [variable.name.value, valueOf(defaultValue, {})]));
  Object.assign(all, variables);
  const report = fieldOf(operation.selectionSet, "missedAppointments", fragments);
  const rows = fieldOf(report.selectionSet, "rows", fragments);
  const parameters = new URLSearchParams();
  const add = (name, value) => {
    if (Array.isArray(value)) value.forEach((one) => parameters.append(name, one));
    else if (typeof value === "object" && value) Object.entries(value).forEach(([inner, one]) => add(inner, one));
    else if (value !== null && value !== undefined) parameters.append(name, value);
  };
  for (const [name, value] of Object.entries(argumentsOf(report.arguments, all))) add(name, value);
  const { orderBy } = argumentsOf(rows?.arguments ?? [], all);
  if (orderBy) {
    add("orderBy", orderBy.field);
    add("direction", orderBy.direction);
  }
  return parameters;
}

// Requests the file and makes the browser save it. Returns an error message for the user, or an empty text.
async function downloadReport(session, document_, variables) {
  const parameters = reportParameters(document_, variables);
  if (!parameters) return "This query contains no missedAppointments field, so there is nothing to download.";
  // Excel recognises UTF-8 by the byte order mark.
  parameters.set("bom", "true");
  const response = await session.fetch(`${file}?${parameters}`, { headers: { accept: "text/csv, application/json" } });
  if (!response.ok) return (await response.json()).errors.map(({ message }) => message).join(" ");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  [, link.download] = response.headers.get("content-disposition").match(/filename="([^"]+)"/);
  link.click();
  URL.revokeObjectURL(link.href);
  return "";
}

// A button next to GraphiQL's own buttons, for the query in the editor.
function downloadTools(session) {
  const { ToolbarButton, useEditorContext } = GraphiQL.React;
  const Download = () => {
    const { queryEditor, variableEditor } = useEditorContext({ nonNull: true });
    const onClick = async () => {
      told.value = "";
      try {
        const variables = JSON.parse(variableEditor.getValue().trim() || "{}");
        told.value = await downloadReport(session, queryEditor.documentAST, variables);
      } catch (error) {
        told.value = `The report could not be downloaded. (${error.message})`;
      }
    };
    return React.createElement(ToolbarButton, { label: "Download the report as CSV", onClick }, "CSV");
  };
  return React.createElement(GraphiQL.Toolbar, {}, ({ prettify, merge, copy }) =>
    React.createElement(React.Fragment, {}, prettify, merge, copy, React.createElement(Download)),
  );
}
