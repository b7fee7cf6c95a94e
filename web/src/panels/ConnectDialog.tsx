/** What an item can be connected to, by name. */
import { Command as List } from "cmdk";
import { Dialog } from "radix-ui";
import { useSession } from "../board/context";
import { possibleEdges, type Possible } from "../commands/connections";
import { t, text } from "../i18n/i18n";
import { useStore } from "../store/use";
import { toast } from "../ui/Toast";
import { useFocusBack } from "../ui/useFocusBack";
import palette from "./CommandPalette.module.css";
import search from "./SearchToAdd.module.css";

export function ConnectDialog({ id }: { id: string }) {
  const session = useSession();
  const { ui, edits } = session;
  const side = useStore(ui.connecting);
  const focusBack = useFocusBack();
  if (side === null) return null;
  const words = side === "to" ? t("Connect to") : t("Connect from");
  const connect = ({ source, target, port, many, title, ports }: Possible): void => {
    ui.connecting.set(null);
    edits.connect(source, target, port, many);
    const said =
      side === "to" ? text("Connect to {title}: {ports}.") : text("Connect from {title}: {ports}.");
    toast(t(said, { title, ports }));
  };
  return (
    <Dialog.Root open onOpenChange={() => ui.connecting.set(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={palette.overlay} />
        <Dialog.Content
          className={palette.palette}
          aria-modal
          aria-describedby={undefined}
          {...focusBack}
        >
          <Dialog.Title className={palette.hidden}>{words}</Dialog.Title>
          <List label={words} loop>
            <List.Input className={search.input} placeholder={`${words}…`} />
            <List.List className={search.list}>
              <List.Empty className={search.none}>{t("Nothing on the board fits")}</List.Empty>
              {possibleEdges(session, id, side).map((edge) => {
                const key = `${edge.source.node} ${edge.source.port} ${edge.target} ${edge.port}`;
                return (
                  <List.Item
                    key={key}
                    value={key}
                    keywords={[edge.title, edge.ports]}
                    className={search.entry}
                    onSelect={() => connect(edge)}
                  >
                    <span className={search.name}>{edge.title}</span>
                    <span className={search.about}>{edge.ports}</span>
                  </List.Item>
                );
              })}
            </List.List>
          </List>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
