/** What the renderer itself says on a page. */
export const words = {
  callouts: { note: 'Note', tip: 'Tip', important: 'Important', warning: 'Warning', caution: 'Caution' },
  copy: 'Copy',
  diagram: 'Diagram, as its author wrote it',
  done: 'Done',
  toDo: 'To do',
  table: 'Table',
  wholePicture: 'The whole picture',
  noteNumber: (number: string) => `Note ${number}`,
  backTo: (number: string) => `Back to note ${number} in the text`,
  embedded: (place: string) => `Embedded from ${place}`,
  mathsFault: 'This formula cannot be read',
};
