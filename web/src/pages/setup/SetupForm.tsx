/** Name, e-mail and password of the first administrator. */
import { useState, type SubmitEvent } from "react";
import { useLocation } from "wouter";
import { sentence } from "../../api/client";
import { useSetup } from "../../api/mutations";
import { t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Input";
import { Mark } from "../../ui/Mark";
import { Banner } from "../../ui/States";
import styles from "../pages.module.css";
import { PasswordField } from "../sign-in/PasswordField";

export function SetupForm({ token }: { token: string }) {
  const [, navigate] = useLocation();
  const setup = useSetup();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const person = { token, name: name.trim(), email: email.trim(), password };
    setup.mutate(person, { onSuccess: () => navigate("/", { replace: true }) });
  }

  return (
    <main className={styles.column}>
      <div className={styles.sheet}>
        <header>
          <Mark size={28} />
          <h1 className={styles.heading} style={{ marginTop: 12 }}>
            {t("Welcome to Atelier")}
          </h1>
          <p className={styles.lead}>
            {t("You are the first one here. You choose who else comes in.")}
          </p>
        </header>
        <form className={styles.form} onSubmit={submit}>
          <TextField
            label={t("Your name")}
            name="name"
            autoComplete="name"
            autoFocus
            required
            large
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={t("E-mail")}
            type="email"
            name="email"
            autoComplete="username"
            required
            large
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <PasswordField
            label={t("Password")}
            autoComplete="new-password"
            hint={t("Eight characters or more.")}
            value={password}
            onChange={setPassword}
          />
          {setup.isError && <Banner kind="bad">{sentence(setup.error)}</Banner>}
          <Button kind="primary" type="submit" busy={setup.isPending} className={styles.submit}>
            {t("Start")}
          </Button>
        </form>
      </div>
    </main>
  );
}
