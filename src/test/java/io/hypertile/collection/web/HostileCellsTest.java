package io.hypertile.collection.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** NPY bodies as an attacker writes them. */
class HostileCellsTest extends AttackTables {
  private static final String NPY = "Content-Type: application/x-npy\r\n";

  private static String npy(String header, String cells) {
    String text = header + " ".repeat(Math.max(0, 117 - header.length())) + "\n";
    return "\u0093NUMPY\u0001\u0000"
        + (char) (text.length() & 0xff)
        + (char) (text.length() >> 8)
        + text
        + cells;
  }

  @Test
  void npyHeadersThatLieAreRefused() throws IOException {
    String cells = "\u0001\u0000".repeat(12);
    List<String> requests = new ArrayList<>();
    Map<String, String> parts =
        Map.of("descr", "'<i2'", "fortran_order", "False", "shape", "(3, 4)");
    for (String shape :
        List.of(
            "(3, 5)",
            "(3,)",
            "()",
            "(12,)",
            "(4, 3)",
            "(0, 4)",
            "(3, -4)",
            "(3, 4, 1)",
            "(3, 4",
            "3, 4",
            "[3, 4]",
            "(3.0, 4)",
            "(9223372036854775807, 4)",
            "(99999999999999999999, 4)",
            "None",
            "(3, 4) * 2",
            "(" + "1, ".repeat(200) + ")",
            "(3, x)")) {
      requests.add(npyPut(parts, "shape", shape, cells));
    }
    for (String descr :
        List.of(
            "'|O'",
            "'O'",
            "'<U4'",
            "'|S2'",
            "'|V2'",
            "'<M8[ns]'",
            "'<m8'",
            "[('a', '<i2')]",
            "'<i3'",
            "'<i99'",
            "'>q99'",
            "'<f16x'",
            "''",
            "5",
            "__import__('os')",
            "'<i2\\x00'",
            "'<c8'",
            "'|b1'")) {
      requests.add(npyPut(parts, "descr", descr, cells));
    }
    for (String order : List.of("'False'", "0", "None", "false", "")) {
      requests.add(npyPut(parts, "fortran_order", order, cells));
    }
    String whole = "{'descr': '<i2', 'fortran_order': False, 'shape': (3, 4), }";
    for (String header :
        List.of(
            "",
            "{}",
            "[]",
            whole + whole,
            whole.replace("'shape'", "'form'"),
            whole.replace("}", "'x': 1}"),
            whole.replace("'shape': (3, 4), ", ""),
            "{'descr': '<i2', 'descr': '<i2', 'fortran_order': False, 'shape': (3, 4)}",
            "{".repeat(100),
            whole.replace("'", "\u00e9"))) {
      requests.add(request("PUT " + SUBSET, NPY, npy(header, cells)));
    }
    String good = npy(whole, cells);
    requests.add(request("PUT " + SUBSET, NPY, good.substring(0, good.length() - 1)));
    requests.add(request("PUT " + SUBSET, NPY, good + "x"));
    for (int cut : new int[] {1, 5, 6, 7, 8, 9, 10, 60, 128}) {
      requests.add(request("PUT " + SUBSET, NPY, good.substring(0, cut)));
    }
    requests.add(request("PUT " + SUBSET, NPY, good.replace("NUMPY\u0001", "NUMPY\u0009")));
    requests.add(request("PUT " + SUBSET, NPY, good.replace("NUMPY\u0001", "NUMPY\u0000")));
    requests.add(
        request("PUT " + SUBSET, NPY, "\u0093NUMPY\u0002\u0000\u00ff\u00ff\u00ff\u00ff" + whole));
    requests.add(request("PUT " + SUBSET, NPY, "\u0080\u0004\u0095cos\nsystem\n(S'id'\ntR."));
    requests.add(request("PUT " + SUBSET, NPY, "PK\u0003\u0004"));
    requests.add(request("PUT " + SUBSET, NPY, "\u0089HDF\r\n\u001a\n"));
    refuseAll(60, requests);
  }

  private static String npyPut(Map<String, String> parts, String name, String value, String cells) {
    StringBuilder header = new StringBuilder("{");
    for (String part : List.of("descr", "fortran_order", "shape")) {
      String text = part.equals(name) ? value : parts.get(part);
      header.append('\'').append(part).append("': ").append(text).append(", ");
    }
    return request("PUT " + SUBSET, NPY, npy(header + "}", cells));
  }
}
