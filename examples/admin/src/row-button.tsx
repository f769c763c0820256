import { useMutation } from '@tanstack/react-query';
import {
  Button,
  EditButton,
  useDataProvider,
  useListContext,
  useNotify,
  useRecordContext,
  useRefresh,
  useResourceContext,
} from 'react-admin';
import type { dataProvider } from './data-provider';

/** Leads to the row, or brings it back if it is deleted. */
export function RowButton() {
  const record = useRecordContext();
  const { filterValues } = useListContext();
  return record?.deleted_at || filterValues.deleted === 'only' ? <RestoreButton /> : <EditButton />;
}

function RestoreButton() {
  const record = useRecordContext();
  const resource = useResourceContext();
  const { restore } = useDataProvider<typeof dataProvider>();
  const notify = useNotify();
  const refresh = useRefresh();
  const { mutate, isPending } = useMutation({
    mutationFn: () => restore(resource!, record!.id),
    onSuccess: () => {
      notify('Restored');
      refresh();
    },
    onError: ({ message }) => notify(message, { type: 'error' }),
  });
  return <Button label="Restore" disabled={isPending} onClick={() => mutate()} />;
}
