/** The signed-in person: their name, their theme, the people and models they look after, the way out. */
import { Boxes, LogOut, Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { sentence } from "../../api/client";
import { useSignOut } from "../../api/mutations";
import { useMe } from "../../api/queries";
import { type Language, language, t, text, type Text } from "../../i18n/i18n";
import { changeLanguage, LANGUAGES } from "../../i18n/language";
import { unsavedChanges } from "../../local/answers";
import { Avatar } from "../../ui/Avatar";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "../../ui/Menu";
import { setTheme, useTheme, type Theme } from "../../ui/theme";
import { toast } from "../../ui/Toast";
import styles from "./AccountMenu.module.css";

const SignOutDialog = lazy(() => import("./SignOutDialog"));

const THEMES = [
  { value: "system", label: text("System") },
  { value: "light", label: text("Light") },
  { value: "dark", label: text("Dark") },
] satisfies { value: Theme; label: Text }[];

export function AccountMenu() {
  const me = useMe().data;
  const theme = useTheme();
  const signOut = useSignOut();
  const [, navigate] = useLocation();
  /** Changes that signing out would lose, once that has been found. */
  const [unsaved, setUnsaved] = useState(0);
  if (me === null || me === undefined) return null;

  function leave() {
    signOut.mutate(undefined, {
      onSuccess: () => navigate("/sign-in"),
      onError: (error) => toast(sentence(error), { kind: "bad" }),
    });
  }

  const { id } = me;
  async function ask() {
    const changes = await unsavedChanges(id).catch(() => 0);
    if (changes > 0) setUnsaved(changes);
    else leave();
  }

  const menu = (
    <Menu
      align="end"
      trigger={
        <button type="button" className={styles.trigger} aria-label={t("Account")}>
          <Avatar person={me} size={28} />
        </button>
      }
    >
      <div className={styles.person}>
        <strong>{me.name}</strong>
        <span>{me.email}</span>
      </div>
      <MenuSeparator />
      <MenuChoice
        label={t("Theme")}
        value={theme}
        options={THEMES.map(({ value, label }) => ({ value, label: t(label) }))}
        onChange={(value) => setTheme(value as Theme)}
      />
      <MenuSeparator />
      <MenuChoice
        label={t("Language")}
        value={language}
        options={LANGUAGES}
        onChange={(value) => changeLanguage(value as Language)}
      />
      <MenuSeparator />
      {me.role === "administrator" && (
        <>
          <MenuItem icon={Users} onSelect={() => navigate("/people")}>
            {t("People")}
          </MenuItem>
          <MenuItem icon={Boxes} onSelect={() => navigate("/models")}>
            {t("Models")}
          </MenuItem>
        </>
      )}
      <MenuItem icon={LogOut} onSelect={() => void ask()}>
        {t("Sign out")}
      </MenuItem>
    </Menu>
  );
  return (
    <>
      {menu}
      {unsaved > 0 && (
        <Suspense>
          <SignOutDialog
            changes={unsaved}
            busy={signOut.isPending}
            onConfirm={leave}
            onCancel={() => setUnsaved(0)}
          />
        </Suspense>
      )}
    </>
  );
}
