package io.hypertile.netcdf;

import io.hypertile.dataset.imports.ForeignArray;
import io.hypertile.dataset.imports.ForeignDataset;
import io.hypertile.ndarray.Shape;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A file of the classic formats: CDF-1, CDF-2 with 64-bit offsets, CDF-5 with 64-bit data. A
 * variable of characters becomes one of texts, without its last dimension.
 */
final class ClassicFile {
  private static final int LONGEST_TEXT = 16 << 20;

  private final FileBytes file;
  private final ClassicHead head;
  private final ClassicLayout layout;

  private ClassicFile(FileBytes file) {
    this.file = file;
    this.head = ClassicHeadParser.parse(file);
    this.layout = ClassicLayout.of(file, head);
  }

  /**
   * The contents of a file.
   *
   * @throws io.hypertile.error.CorruptDataException if the file contradicts its format
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} for what is legal and
   *     cannot be imported
   */
  static ForeignDataset read(FileBytes file) {
    ClassicFile classic = new ClassicFile(file);
    List<ForeignArray> arrays = new ArrayList<>();
    classic.head.variables().forEach(variable -> arrays.add(classic.array(variable)));
    return new ForeignDataset(classic.head.attributes(), arrays);
  }

  private ForeignArray array(ClassicVariable variable) {
    Shape shape = layout.shape(variable);
    requireCountable(variable, shape);
    ClassicLayout.Runs runs = layout.runs(variable);
    List<String> names = new ArrayList<>();
    variable.dimensions().forEach(number -> names.add(head.dimensions().get(number).name()));
    if (variable.type() == ClassicType.CHAR) {
      return texts(variable, shape, names);
    }
    int cellBytes = variable.type().size();
    ForeignArray.Opener opener = () -> new ClassicNumbers(window(variable, runs), runs, cellBytes);
    return array(variable, names, shape, opener);
  }

  private ForeignArray texts(ClassicVariable variable, Shape shape, List<String> names) {
    ClassicLayout.Runs runs = layout.runs(variable);
    int last = shape.rank() - 1;
    long length = last < 0 ? 1 : shape.length(last);
    if (length > LONGEST_TEXT && !(last == 0 && head.isRecord(variable))) {
      throw file.unsupported(
          "variable %s has texts of %d characters, and at most %d can be imported."
              .formatted(Quoting.quoted(variable.name()), length, LONGEST_TEXT));
    }
    boolean isOfRecords = last == 0 && head.isRecord(variable);
    // Characters that only records are counted along are not one text, which could not grow.
    int kept = isOfRecords ? 1 : Math.max(last, 0);
    int characters = isOfRecords ? 1 : (int) length;
    Shape outer = Shape.of(Arrays.copyOf(shape.toArray(), kept));
    return array(
        variable,
        names.subList(0, kept),
        outer,
        () -> new ClassicTexts(window(variable, runs), runs, characters, outer.cells()));
  }

  private FileWindow window(ClassicVariable variable, ClassicLayout.Runs runs) {
    return new FileWindow(file, "variable " + Quoting.quoted(variable.name()), runs);
  }

  private static ForeignArray array(
      ClassicVariable variable, List<String> names, Shape shape, ForeignArray.Opener opener) {
    return new ForeignArray(
        variable.name(),
        variable.type().cells(),
        names,
        shape,
        Optional.empty(),
        Optional.empty(),
        variable.attributes(),
        Optional.of(opener));
  }

  /** Refuses shapes of which no program can count the cells, though none may be there. */
  private void requireCountable(ClassicVariable variable, Shape shape) {
    long cells = 1;
    for (long length : shape.toArray()) {
      if (length > 0 && cells > (1L << 58) / length) {
        throw file.corrupt(
            "variable " + Quoting.quoted(variable.name()),
            variable.begin(),
            "more than 2^58 values");
      }
      cells *= Math.max(1, length);
    }
  }
}
