package io.hypertile.store;

import java.util.List;

/** Whether a store can be used now. */
public sealed interface CheckResult {
  /**
   * It answers.
   *
   * @param findings a sentence for operators for each thing that it was found not to do as
   *     documented; empty when all is well
   */
  record Usable(List<String> findings) implements CheckResult {
    /** Copies the list. */
    public Usable {
      findings = List.copyOf(findings);
    }

    /** It answers, and all is well. */
    public Usable() {
      this(List.of());
    }
  }

  /**
   * It does not answer, or refuses.
   *
   * @param reason one sentence for operators, without secrets
   */
  record Failed(String reason) implements CheckResult {}
}
