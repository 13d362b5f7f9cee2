package io.hypertile.store.remote;

import io.hypertile.store.Capabilities;
import java.util.List;

/**
 * Result of probing a store.
 *
 * @param capabilities its abilities
 * @param findings a sentence for each thing that it cannot, for operators
 */
record ProbeReport(Capabilities capabilities, List<String> findings) {
  ProbeReport {
    findings = List.copyOf(findings);
  }
}
