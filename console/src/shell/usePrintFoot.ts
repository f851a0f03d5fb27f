import { useEffect } from "react";
import { serverNow } from "../clock";
import { formatFull } from "../format/time";
import { useZone } from "../preferences";

/** What a printed page says of itself at its foot: where it comes from, the zone of its times, when it was printed. */
export function usePrintFoot(team: string | undefined) {
  const zone = useZone();
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    const write = () => {
      const printed = formatFull(serverNow().toISOString(), zone).replace(/:\d\d\.\d+/, "");
      const text = [`Outlay${team ? `, ${team}` : ""}`, window.location.href, `times in ${zone}`, `printed ${printed}`].join("  ·  ");
      sheet.replaceSync(`@page { @bottom-left { content: ${cssString(text)} } }`);
    };
    write();
    window.addEventListener("beforeprint", write);
    return () => {
      window.removeEventListener("beforeprint", write);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [team, zone]);
}

const cssString = (text: string): string => `"${text.replaceAll(/["\\\n]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)} `)}"`;
