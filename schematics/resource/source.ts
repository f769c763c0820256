import ts from 'typescript';

interface Edit {
  from: number;
  to: number;
  text: string;
}

/** A TypeScript file that is changed in a few places; all else stays as it is written. */
export class Source {
  readonly path: string;
  readonly #code: string;
  readonly #file: ts.SourceFile;
  readonly #edits: Edit[] = [];
  readonly #imported = new Set<string>();

  constructor(path: string, code: string) {
    this.path = path;
    this.#code = code;
    this.#file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
  }

  insert(at: number, text: string): void {
    this.#edits.push({ from: at, to: at, text });
  }

  replace(node: ts.Node, text: string): void {
    this.#edits.push({ from: node.getStart(), to: node.end, text });
  }

  /** The class of this name; undefined if there is none. */
  classNamed(name: string | RegExp): ts.ClassDeclaration | undefined {
    const fits = (text = ''): boolean => (typeof name === 'string' ? text === name : name.test(text));
    return this.#file.statements.find(
      (one): one is ts.ClassDeclaration => ts.isClassDeclaration(one) && fits(one.name?.text),
    );
  }

  /** Writes a member below the others of a class. */
  addMember(to: ts.ClassDeclaration, text: string): void {
    this.insert(to.end - 1, `\n${text}\n`);
  }

  /** @param name with `type ` before it where only its type is needed */
  addImport(name: string, from: string): void {
    const bare = name.replace('type ', '');
    const imports = this.#file.statements.filter(ts.isImportDeclaration);
    const names = imports
      .filter(({ moduleSpecifier }) => (moduleSpecifier as ts.StringLiteral).text === from)
      .flatMap(({ importClause }) => importClause?.namedBindings ?? [])
      .find(ts.isNamedImports);
    if (this.#imported.has(bare) || names?.elements.some((one) => one.name.text === bare)) {
      return;
    }
    this.#imported.add(bare);
    if (names && names.parent.phaseModifier !== ts.SyntaxKind.TypeKeyword) {
      const next = names.elements.find((one) => one.name.text.toLowerCase() > bare.toLowerCase());
      this.insert(next?.getStart() ?? names.elements.at(-1)!.end, next ? `${name}, ` : `, ${name}`);
    } else {
      const type = name === bare ? '' : 'type ';
      this.insert(imports.at(-1)?.end ?? 0, `\nimport ${type}{ ${bare} } from '${from}';`);
    }
  }

  /** Takes an import of one name away if nothing needs it. @param replaced how often its uses are replaced besides */
  removeImport(name: string, replaced: number): void {
    const uses = [...this.#code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length - 1 - replaced;
    const found = this.#file.statements.find(
      (one) => ts.isImportDeclaration(one) && new RegExp(`\\{ ${name} \\}`).test(one.getText()),
    );
    if (found && uses === 0) {
      this.#edits.push({ from: found.getFullStart(), to: found.end, text: '' });
    }
  }

  /** The file as it is now. */
  get result(): string {
    return this.#edits
      .toReversed()
      .sort((a, b) => b.from - a.from)
      .reduce((code, { from, to, text }) => code.slice(0, from) + text + code.slice(to), this.#code);
  }
}

/** The methods of a class. */
export function methodsOf(of: ts.ClassDeclaration): ts.MethodDeclaration[] {
  return of.members.filter(ts.isMethodDeclaration);
}

/** The call of a decorator that stands before something; undefined if it has none of this name. */
export function decoratorOf(node: ts.HasDecorators, name: string): ts.CallExpression | undefined {
  return ts
    .getDecorators(node)
    ?.map(({ expression }) => expression)
    .find((one): one is ts.CallExpression => ts.isCallExpression(one) && one.expression.getText() === name);
}

/** The first call below a node of which the called thing is written so: `this.#writes.create`. */
export function callOf(node: ts.Node, called: string): ts.CallExpression | undefined {
  if (ts.isCallExpression(node) && node.expression.getText() === called) {
    return node;
  }
  return ts.forEachChild(node, (child) => callOf(child, called));
}
