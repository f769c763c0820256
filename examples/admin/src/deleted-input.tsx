import { SelectInput, type SelectInputProps } from 'react-admin';

const CHOICES = [
  { id: 'include', name: 'With deleted ones' },
  { id: 'only', name: 'Deleted ones only' },
];

/** Whether a list shows deleted rows; left empty, it does not. */
export function DeletedInput(props: SelectInputProps) {
  return <SelectInput label="Deleted" choices={CHOICES} {...props} />;
}
