/** The door: an e-mail, a password, and on to where the person was going. */
import { useQuery } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { Redirect, useLocation, useSearchParams } from "wouter";
import { request, sentence } from "../../api/client";
import { useSignIn } from "../../api/mutations";
import { useMe } from "../../api/queries";
import { t } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Input";
import { Mark } from "../../ui/Mark";
import { Banner } from "../../ui/States";
import { useTitle } from "../../ui/useTitle";
import styles from "../pages.module.css";
import { PasswordField } from "./PasswordField";
import { safeNext } from "./next";

export default function SignInPage() {
  useTitle(t("Sign in"));
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const next = safeNext(search.get("next"));
  const me = useMe();
  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: () => request<{ needed: boolean }>("GET", "/api/setup"),
  });
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  if (me.data) return <Redirect to={next} replace />;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password }, { onSuccess: () => navigate(next) });
  }

  return (
    <main className={styles.column}>
      <div className={styles.sheet}>
        <header>
          <Mark size={28} />
          <h1 className={styles.heading} style={{ marginTop: 12 }}>
            {t("Sign in to Atelier")}
          </h1>
        </header>
        {setup.data?.needed === true && (
          <Banner>
            {t("Nobody is here yet. Open the setup link printed in the server’s log.")}
          </Banner>
        )}
        <form className={styles.form} onSubmit={submit}>
          <TextField
            label={t("E-mail")}
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            required
            large
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <PasswordField
            label={t("Password")}
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
          {signIn.isError && <Banner kind="bad">{sentence(signIn.error)}</Banner>}
          <Button kind="primary" type="submit" busy={signIn.isPending} className={styles.submit}>
            {t("Sign in")}
          </Button>
        </form>
      </div>
    </main>
  );
}
