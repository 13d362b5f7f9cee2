package io.hypertile.store;

/** Whether a store can be used now. */
public sealed interface CheckResult {
  /** It answers. */
  record Usable() implements CheckResult {}

  /**
   * It does not answer, or refuses.
   *
   * @param reason one sentence for operators, without secrets
   */
  record Failed(String reason) implements CheckResult {}
}
