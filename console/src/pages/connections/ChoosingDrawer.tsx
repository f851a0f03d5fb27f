import { Drawer } from "../../ui/Drawer";
import { Icon } from "../../ui/Icon";
import { NEEDS } from "./choosing";

interface Props {
  onConnect: () => void;
  onCreateKey: () => void;
  onClose: () => void;
}

/** Which of the two ways in tells what. */
export function ChoosingDrawer({ onConnect, onCreateKey, onClose }: Props) {
  return (
    <Drawer
      title="Choosing your approach"
      subtitle="Two ways in. Most use both"
      onClose={onClose}
      footer={
        <>
          <button type="button" className="button" onClick={onConnect}>
            See providers
          </button>
          <button type="button" className="button button-primary" onClick={onCreateKey}>
            Create a key
          </button>
        </>
      }
    >
      <div className="choosing">
        <section>
          <h3>Provider connection</h3>
          <p className="mid">
            Outlay reads what the provider counted and billed. It says what was spent; it does not say who caused it, and it
            comes hours or a day later.
          </p>
        </section>
        <section>
          <h3>SDK, or your own code</h3>
          <p className="mid">
            Your code sends one event a call, with what it was for. It says who caused what at once; of code that sends
            nothing it knows nothing.
          </p>
        </section>
      </div>
      {/* What a short window cuts off is scrolled to by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section tabIndex={0} aria-label="What each tells">
        <table className="flush choosing-needs">
          <thead>
            <tr>
              <th>You want to know</th>
              <th>Provider</th>
              <th>SDK</th>
            </tr>
          </thead>
          <tbody>
            {NEEDS.map(({ need, provider, sdk }) => (
              <tr key={need}>
                <th scope="row">{need}</th>
                <td>
                  <Told yes={provider} />
                </td>
                <td>
                  <Told yes={sdk} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="choosing-both">
        <h3>Why both</h3>
        <p className="mid">
          With both, Outlay compares each bill with what was metered in the same days and says where they differ. The two are
          never added: a day that has a final bill counts as billed, any other as metered. Begin with the providers, for the
          whole sum; then meter the work that costs most.
        </p>
      </section>
    </Drawer>
  );
}

function Told({ yes }: { yes: boolean }) {
  return yes ? (
    <span className="row choosing-yes">
      <Icon name="check" />
      yes
    </span>
  ) : (
    <span className="dim">no</span>
  );
}
