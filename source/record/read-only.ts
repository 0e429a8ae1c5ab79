/** The same data, not to be changed at any depth. */
export type ReadOnly<Value> = Value extends (...arguments_: never[]) => unknown
	? Value
	: Value extends object
		? {readonly [Field in keyof Value]: ReadOnly<Value[Field]>}
		: Value;
