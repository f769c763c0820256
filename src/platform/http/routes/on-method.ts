/** A decorator of a parameter that decorates its method, too: what it reads is documented where it is read. */
export function onMethod(parameter: ParameterDecorator, ...methods: MethodDecorator[]): ParameterDecorator {
  return (target, name, index) => {
    parameter(target, name, index);
    const descriptor = Object.getOwnPropertyDescriptor(target, name!)!;
    methods.forEach((decorate) => void decorate(target, name!, descriptor));
  };
}
