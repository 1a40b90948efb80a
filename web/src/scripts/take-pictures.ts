/** An image that is uploaded beside the text is put where the cursor stands, and nobody leaves the page. */
export function takePictures(form: HTMLFormElement): void {
  const area = form.querySelector<HTMLElement>('[data-picture]');
  const sending = document.querySelector<HTMLFormElement>('#PICTURE');
  const text = form.querySelector<HTMLTextAreaElement>('textarea[name="bodyMarkdown"]');
  const said = area?.querySelector<HTMLElement>('[data-picture-said]');
  if (!area || !sending || !text || !said) return;

  sending.addEventListener('submit', (event) => {
    event.preventDefault();
    said.textContent = '…';
    upload(new FormData(sending)).then(
      (markdown) => {
        insert(text, markdown);
        said.textContent = markdown;
        sending.reset();
      },
      (refusal: unknown) => (said.textContent = refusal instanceof Error ? refusal.message : String(refusal)),
    );
  });
}

async function upload(body: FormData): Promise<string> {
  const answer = await fetch('/studio/image', { method: 'POST', body, headers: { accept: 'application/json' } });
  const { markdown, sentence, detail } = (await answer.json()) as {
    markdown?: string;
    sentence?: string;
    detail?: string;
  };
  if (markdown === undefined) throw new Error(sentence ?? detail ?? answer.statusText);
  return markdown;
}

/** As a paragraph of its own. Through the editing command, so that undo takes it out again. */
function insert(text: HTMLTextAreaElement, markdown: string): void {
  const { selectionStart: at, selectionEnd: end, value } = text;
  const before =
    at === 0 || value.slice(0, at).endsWith('\n\n') ? '' : value.slice(0, at).endsWith('\n') ? '\n' : '\n\n';
  const after = value.slice(end).startsWith('\n') ? '' : '\n\n';
  text.focus();
  const inserted = `${before}${markdown}${after}`;
  // The one way of putting text in that undo knows; nothing has taken its place.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (!document.execCommand('insertText', false, inserted)) {
    text.setRangeText(inserted, at, end, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
