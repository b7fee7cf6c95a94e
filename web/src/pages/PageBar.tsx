/** The bar over the pages that are not a board: the way home, and the person. */
import { Link } from "wouter";
import { Mark } from "../ui/Mark";
import { AccountMenu } from "./account/AccountMenu";
import styles from "./pages.module.css";

export function PageBar() {
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.home}>
        <Mark />
        Atelier
      </Link>
      <AccountMenu />
    </header>
  );
}
