package io.hypertile.partition.export;

import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A partitioned collection as people read it: its dimensions, variables and groups with their sizes
 * as they would be in memory (zcollection-rules.md 136), attributes. Lines end after {@value
 * #LONGEST} characters. Immutable.
 *
 * @param name of the collection
 * @param form what its document says
 * @param partitions number of its partitions
 * @param rows positions of the axis, of all partitions together
 */
public record PartitionedText(String name, PartitionedForm form, long partitions, long rows) {
  private static final int LONGEST = 120;
  private static final String MORE = "…";

  /** The text, each line with its end. */
  public String text() {
    List<String> lines = new ArrayList<>();
    GroupSchema top = form.root();
    lines.add("<hypertile partitioned '%s'> Size: %s".formatted(name, ByteSizes.text(bytes(""))));
    lines.add(
        top.dimensions().stream()
            .map(each -> each.name() + ": " + each.size().orElse(rows))
            .collect(Collectors.joining(", ", "  Dimensions: (", ")")));
    lines.add(
        "  Partitions: %d, by %s along %s"
            .formatted(partitions, String.join(", ", form.partitioning().names()), form.axis()));
    if (!top.variables().isEmpty()) {
      lines.add("Data variables:");
      lines.addAll(variables());
    }
    if (!top.attributes().isEmpty()) {
      lines.add("Attributes:");
      for (Map.Entry<String, JsonNode> each : top.attributes().properties()) {
        JsonNode value = each.getValue();
        lines.add("    " + each.getKey() + ": " + (value.isString() ? value.stringValue() : value));
      }
    }
    if (!top.groups().isEmpty()) {
      lines.add("Groups:");
      int width = width(top.groups().stream().map(GroupSchema::name).toList());
      top.groups().forEach(group -> lines.add(line(group, width)));
    }
    return lines.stream().map(PartitionedText::cut).collect(Collectors.joining("\n", "", "\n"));
  }

  private List<String> variables() {
    List<Placed> own =
        form.root().placed().stream().filter(each -> each.path().indexOf('/') < 0).toList();
    List<String> axes =
        own.stream()
            .map(each -> "(" + String.join(", ", each.variable().dimensions()) + ")")
            .toList();
    List<String> types = own.stream().map(each -> each.variable().dtype().numpyName()).toList();
    int names = width(own.stream().map(Placed::path).toList());
    int shapes = width(axes);
    int typed = width(types);
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < own.size(); n++) {
      lines.add(
          "    "
              + padded(own.get(n).path(), names)
              + " "
              + padded(axes.get(n), shapes)
              + "  "
              + padded(types.get(n), typed)
              + "  "
              + ByteSizes.text(bytes(own.get(n))));
    }
    return lines;
  }

  private String line(GroupSchema group, int width) {
    return "    %s  %s  (%s, %s)"
        .formatted(
            padded(group.name(), width),
            ByteSizes.text(bytes(group.name() + "/")),
            counted(group.variables().size(), "variable"),
            counted(group.groups().size(), "subgroup"));
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Bytes of all variables whose paths begin with a text, however deep they lie. */
  double bytes(String start) {
    return form.root().placed().stream()
        .filter(each -> each.path().startsWith(start))
        .mapToDouble(this::bytes)
        .sum();
  }

  private double bytes(Placed placed) {
    double bytes = placed.variable().dtype().size();
    for (var dimension : placed.dimensions()) {
      bytes *= dimension.size().orElse(rows);
    }
    return bytes;
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String cut(String line) {
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + MORE;
  }
}
