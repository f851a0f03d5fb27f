/** A new server without an owner: its first sign-in link is in a file that only its operator can read. */
export function WhereTheLinkIs({ path }: { path: string | null }) {
  return (
    <>
      <h1>This server has no owner yet</h1>
      <p>
        Its first sign-in link was printed when it started{path ? " and is kept in this file, on the machine it runs on" : ""}.
      </p>
      {path && (
        // The path is scrolled by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className="signin-path" tabIndex={0}>
          {path}
        </pre>
      )}
      <p className="small mid">Open that link in a browser on the same machine. It works once.</p>
    </>
  );
}
