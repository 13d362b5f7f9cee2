package io.hypertile.reduction;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.slice.AxisNames;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reduction as a query has it, parsed but not yet bound to axes.
 *
 * @param operation what is made of the cells
 * @param quantile from 0 to 1; of no importance for other operations
 * @param names dimensions or scales that are reduced; none means all, unless some are coarsened
 * @param blocks positions of a block by the names of dimensions or scales that are coarsened
 */
public record ReductionText(
    Operation operation, double quantile, List<String> names, Map<String, Long> blocks) {
  private static final Pattern CALL = Pattern.compile("\\s*([a-z]+)\\s*(?:\\((.*)\\)\\s*)?");
  private static final Pattern FACTOR = Pattern.compile("\\s*(.+?)\\s*:\\s*([1-9][0-9]{0,17})\\s*");

  /**
   * Parses the parameters.
   *
   * @param reduce such as {@code mean(time)}, {@code quantile(0.5,y,x)}, or {@code max} for all
   * @param coarsen such as {@code y:2,x:3}
   * @throws ServiceException {@code invalid-request} with {@code parameter}
   */
  public static ReductionText parse(String reduce, Optional<String> coarsen) {
    Matcher call = CALL.matcher(reduce);
    Optional<Operation> operation =
        call.matches() ? Operation.find(call.group(1)) : Optional.empty();
    if (operation.isEmpty()) {
      throw refusal(
              "reduce",
              "A reduction is written like mean(time), with one of "
                  + String.join(", ", Operation.NAMES)
                  + ", not "
                  + Quoting.quoted(Quoting.shortened(reduce))
                  + ".")
          .with("choices", Operation.NAMES);
    }
    List<String> arguments = split(call.group(2) == null ? "" : call.group(2));
    double quantile = 0;
    if (operation.get() == Operation.QUANTILE) {
      quantile = quantile(arguments);
      arguments = arguments.subList(1, arguments.size());
    }
    Map<String, Long> blocks = coarsen.map(ReductionText::blocks).orElse(Map.of());
    return new ReductionText(operation.get(), quantile, arguments, blocks);
  }

  private static List<String> split(String arguments) {
    return arguments.isBlank()
        ? List.of()
        : parts(arguments).stream().map(ReductionText::unquoted).toList();
  }

  /** Texts between commas; one that begins with a double quote may hold them up to its end. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int quotes = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' && (quotes > 0 || text.substring(start, at).isBlank())) {
        quotes++;
      } else if (c == ',' && quotes % 2 == 0) {
        parts.add(text.substring(start, at));
        start = at + 1;
        quotes = 0;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String unquoted(String name) {
    String text = name.strip();
    boolean isQuoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return isQuoted ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
  }

  private static double quantile(List<String> arguments) {
    try {
      double quantile = Double.parseDouble(arguments.isEmpty() ? "" : arguments.getFirst());
      if (quantile >= 0 && quantile <= 1) {
        return quantile;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of range is.
    }
    throw refusal("reduce", "A quantile begins with a number from 0 to 1: quantile(0.5,time).");
  }

  private static Map<String, Long> blocks(String coarsen) {
    Map<String, Long> blocks = new LinkedHashMap<>();
    for (String part : parts(coarsen)) {
      Matcher factor = FACTOR.matcher(part);
      if (!factor.matches()) {
        throw refusal(
            "coarsen", "Blocks are written as name:positions between commas, such as y:2,x:3.");
      }
      if (blocks.put(unquoted(factor.group(1)), Long.parseLong(factor.group(2))) != null) {
        throw refusal("coarsen", Quoting.quoted(factor.group(1)) + " is there twice.");
      }
    }
    return blocks;
  }

  private static ServiceException refusal(String parameter, String detail) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST, detail, Map.of("parameter", parameter), null);
  }

  /**
   * Binds the reduction to cells of an array.
   *
   * @param selection the cells; those behind the last whole block are left out
   * @throws ServiceException {@code invalid-slice} if a dimension is unknown, {@code
   *     invalid-request} if it is named twice or dropped, has no whole block, or the type of the
   *     cells has no order
   */
  public Reduction bind(ArraySpec spec, Selection selection) {
    DType dtype = requireNumbers(spec.dtype());
    AxisNames axes = new AxisNames(spec.axes());
    long[] groups = new long[spec.axes().size()];
    Grouping grouping = new Grouping(spec, selection, groups);
    for (String name : names) {
      int axis = axes.require(name, 1);
      grouping.put(axis, selection.axes().get(axis).count(), "reduce");
    }
    blocks.forEach((name, block) -> grouping.put(axes.require(name, 1), -block, "coarsen"));
    if (names.isEmpty() && blocks.isEmpty()) {
      for (int axis = 0; axis < groups.length; axis++) {
        groups[axis] = selection.axes().get(axis).count();
      }
    }
    List<AxisSelection> taken = new ArrayList<>();
    List<Reduction.Along> along = new ArrayList<>();
    for (int axis = 0; axis < groups.length; axis++) {
      AxisSelection all = selection.axes().get(axis);
      long block = groups[axis] < 0 ? -groups[axis] : 1;
      taken.add(block == 1 ? all : trimmed(spec.axes().get(axis), all, block));
      boolean isDropped = groups[axis] > 0 || all instanceof AxisSelection.Index;
      long group = groups[axis] == 0 ? 1 : Math.abs(groups[axis]);
      along.add(new Reduction.Along(taken.getLast().count(), group, isDropped));
    }
    Selection cells = new Selection(selection.shape(), List.copyOf(taken));
    return new Reduction(operation, quantile, dtype, cells, along);
  }

  /** Positions that become one on each axis: negative for blocks, 0 where none do. */
  private record Grouping(ArraySpec spec, Selection selection, long[] groups) {
    void put(int axis, long group, String parameter) {
      String name = Quoting.quoted(spec.axes().get(axis).name());
      if (groups[axis] != 0) {
        throw refusal(parameter, "Dimension " + name + " is reduced twice; name it once.");
      }
      if (selection.axes().get(axis) instanceof AxisSelection.Index) {
        throw refusal(
            parameter,
            "Dimension " + name + " is a single position of the selection; select a range of it.");
      }
      groups[axis] = group;
    }
  }

  private static AxisSelection trimmed(Axis axis, AxisSelection all, long block) {
    long count = all.count() / block * block;
    if (count == 0) {
      throw refusal(
          "coarsen",
          "Dimension %s has %d positions, and no whole block of %d."
              .formatted(Quoting.quoted(axis.name()), all.count(), block));
    }
    return all.first(count);
  }

  private DType requireNumbers(CellType type) {
    if (!(type instanceof DType dtype)) {
      throw refusal(
          "reduce", "Cells of dtype " + type.numpyName() + " are not reduced; read them whole.");
    }
    if (operation == Operation.QUANTILE && dtype.kind() == DType.Kind.COMPLEX) {
      throw refusal(
          "reduce",
          "Cells of dtype " + dtype.numpyName() + " are complex numbers, which have no quantiles.");
    }
    return dtype;
  }
}
