import { TopBar } from "../../shell/TopBar";
import { COLOUR_GROUPS } from "./tokens";
import { ColourTable } from "./ColourTable";
import { GroundTable } from "./GroundTable";
import { SizeTable } from "./SizeTable";
import { SPECIMENS } from "./specimens";
import { ThemePair } from "./ThemePair";
import { TypeTable } from "./TypeTable";
import "./design.css";

/** The design system on one page: what the console is made of, in both themes. */
export function DesignPage() {
  return (
    <>
      <TopBar title="Design" about="What the console is made of. Names and amounts here are examples" times="none" />
      <div className="page-scroll">
        <div className="page-body design">
          <nav className="design-index" aria-label="On this page">
            {["colours", "type", "space"].map((id) => (
              <a key={id} className="link" href={`#${id}`}>
                {id.charAt(0).toUpperCase() + id.slice(1)}
              </a>
            ))}
            {SPECIMENS.map(({ id, title }) => (
              <a key={id} className="link" href={`#${id}`}>
                {title}
              </a>
            ))}
          </nav>
          <section id="colours" aria-labelledby="colours-title">
            <h2 id="colours-title">Colours</h2>
            <p className="mid">
              Paper, blue-black ink, one pen for what can be acted on. Every other colour belongs to data. The contrast is the
              least of the grounds on which a colour is read: 4.5 for text, 3 for shapes.
            </p>
            <ThemePair>
              {(theme) => (
                <>
                  <GroundTable />
                  {COLOUR_GROUPS.map((group) => (
                    <ColourTable key={group.title} theme={theme} {...group} />
                  ))}
                </>
              )}
            </ThemePair>
          </section>
          <section id="type" aria-labelledby="type-title">
            <h2 id="type-title">Type</h2>
            <p className="mid">
              Inter for words and figures, JetBrains Mono for ids, keys and code. Figures stand in columns of equal width where
              they are compared, and nowhere else.
            </p>
            <TypeTable />
          </section>
          <section id="space" aria-labelledby="space-title">
            <h2 id="space-title">Space</h2>
            <p className="mid">Steps of 4 px. Hairlines separate; a box is for a thing with its own life. Only what floats has a shadow.</p>
            <SizeTable />
          </section>
          {SPECIMENS.map(({ id, title, rule, Show }) => (
            <section key={id} id={id} aria-labelledby={`${id}-title`}>
              <h2 id={`${id}-title`}>{title}</h2>
              <p className="mid">{rule}</p>
              <ThemePair>{() => <Show />}</ThemePair>
            </section>
          ))}
        </div>
      </div>
    </>
  );
}
