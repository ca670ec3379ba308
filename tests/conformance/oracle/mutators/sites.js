// The sites of a document where a mutator can change something, with their types.

import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

// Every list contains the nodes of the given tree itself, so that mutators can change them in place.
export function sitesOf(schema, tree) {
  const sites = {
    fields: [],
    args: [],
    inputFields: [],
    objects: [],
    leaves: [],
    lists: [],
    sets: [],
    definitions: [],
  };
  sites.operations = tree.definitions.filter(({ kind }) => kind === 'OperationDefinition');
  sites.fragments = tree.definitions.filter(({ kind }) => kind === 'FragmentDefinition');
  sites.spreads = [];
  sites.variables = sites.operations.flatMap((owner) => owner.variableDefinitions.map((node) => ({ node, owner })));
  const info = new TypeInfo(schema);
  let constants = 0;
  const leaf = (node) => {
    sites.leaves.push({
      node,
      type: info.getInputType(),
      named: getNamedType(info.getInputType()),
      isConstant: constants > 0,
    });
  };
  const visitor = {
    VariableDefinition: { enter: () => void (constants += 1), leave: () => void (constants -= 1) },
    SelectionSet: (node) => void sites.sets.push({ node, type: info.getParentType() }),
    Field(node) {
      const definition = info.getFieldDef();
      const of = definition && getNamedType(definition.type);
      const isComposite = of !== undefined && isCompositeType(of);
      sites.fields.push({ node, definition, of, isComposite, parent: info.getParentType() });
    },
    FragmentSpread: (node) => void sites.spreads.push({ node, type: info.getParentType() }),
    Argument(node, _key, _parent, _path, ancestors) {
      const owner = ancestors[ancestors.length - 1];
      const isOfField = info.getDirective() === null || info.getDirective() === undefined;
      sites.args.push({ node, owner, definition: info.getArgument(), isOfField, type: info.getInputType() });
    },
    ObjectValue(node) {
      const type = getNullableType(info.getInputType());
      if (type && isInputObjectType(type)) sites.objects.push({ node, type, isConstant: constants > 0 });
    },
    ObjectField(node, _key, _parent, _path, ancestors) {
      const owner = ancestors[ancestors.length - 1];
      sites.inputFields.push({ node, owner, type: info.getInputType(), isConstant: constants > 0 });
    },
    // At a list, the input type is already that of its items.
    ListValue: (node) => void sites.lists.push({ node, type: info.getParentInputType(), isConstant: constants > 0 }),
    StringValue: leaf,
    IntValue: leaf,
    FloatValue: leaf,
    BooleanValue: leaf,
    EnumValue: leaf,
  };
  visit(tree, visitWithTypeInfo(info, visitor));
  return sites;
}

// The input of mutators: the tree to change, its sites, and the random generator.
export class Bench {
  constructor({ schema, random, tree }) {
    Object.assign(this, { schema, random, tree, sites: sitesOf(schema, tree) });
  }

  // A random matching site of a kind, or nothing.
  one(sites, fits = () => true) {
    const fitting = this.sites[sites].filter(fits);
    return fitting.length > 0 ? this.random.pick(fitting) : undefined;
  }

  get operation() {
    return this.sites.operations[0];
  }

  get rootType() {
    return this.schema.getRootType(this.operation.operation).name;
  }
}
