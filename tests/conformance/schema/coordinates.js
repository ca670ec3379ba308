// Names the elements of a schema by the specification's coordinates: `Patient.name`, `Query.node(id:)`,
// `@skip(if:)`. Line numbers would change with each edit.

import { Kind, visit } from 'graphql';

// The innermost definition at a line of the document. A description belongs to its element.
export function coordinateAt(document, line) {
  const path = [];
  visit(document, {
    enter(node) {
      if (!node.kind.endsWith('Definition') || node.name === undefined) return undefined;
      if (node.loc.startToken.line > line || node.loc.endToken.line < line) return false;
      path.push(node);
      return undefined;
    },
  });
  return path.length > 0 ? path.reduce(within, '') : 'the schema';
}

function within(outer, node, depth, path) {
  const name = node.name.value;
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return `@${name}`;
  if (depth === 0) return name;
  const takesArguments = [Kind.FIELD_DEFINITION, Kind.DIRECTIVE_DEFINITION].includes(path[depth - 1].kind);
  return takesArguments ? `${outer}(${name}:)` : `${outer}.${name}`;
}
