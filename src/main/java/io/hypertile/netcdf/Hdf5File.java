package io.hypertile.netcdf;

import io.hypertile.dataset.imports.ForeignArray;
import io.hypertile.dataset.imports.ForeignDataset;
import io.hypertile.dataset.imports.ImportedDataset;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.Fields;
import io.hypertile.hdf5.Hdf5Object;
import io.hypertile.hdf5.Hdf5Objects;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of NetCDF-4, or any of HDF5 that datasets can be made of: one group of it, with the
 * dimensions of the groups above. Variables of groups below are never left out in silence: a file
 * that has some is refused unless its group is named.
 */
final class Hdf5File {
  private static final int DEEPEST = 64;

  private final Hdf5Source source;
  private final Hdf5Objects objects;
  private final Hdf5Values values;
  private final Hdf5Dimensions dimensions;
  private final ImportMemory memory;
  private final Hdf5Budget budget;

  private Hdf5File(Hdf5Source source, ImportMemory memory) {
    this.source = source;
    this.objects = Hdf5Objects.open(source);
    this.budget = new Hdf5Budget(source);
    this.values = new Hdf5Values(objects.heap(), budget);
    this.dimensions = new Hdf5Dimensions(source, objects, values);
    this.memory = memory;
  }

  /**
   * The contents of a group.
   *
   * @param group path of the group with slashes; empty for the one at the top, which then must be
   *     the only one with variables
   */
  static ImportedDataset open(Hdf5Source source, ImportMemory memory, Optional<String> group) {
    boolean isOpen = false;
    try {
      ForeignDataset content = new Hdf5File(source, memory).read(group);
      isOpen = true;
      return new ImportedDataset(content, source::unmap);
    } finally {
      if (!isOpen) {
        source.unmap();
      }
    }
  }

  private ForeignDataset read(Optional<String> group) {
    Hdf5Object current = object("root group", objects.root());
    List<Hdf5Variable> variables = variables(current);
    for (String part : group.orElse("").split("/")) {
      if (!part.isEmpty()) {
        current = child(current, part);
        variables = variables(current);
      }
    }
    if (group.isEmpty()) {
      requireNoVariablesBelow(current);
    }
    Hdf5Arrays arrays = new Hdf5Arrays(source, values, memory);
    variables.removeIf(variable -> variable.isDimensionAlone(values));
    List<List<Hdf5Dimensions.Dimension>> axes = new ArrayList<>();
    for (Hdf5Variable variable : variables) {
      axes.add(
          dimensions.of(variable, variable.object().cells().map(StoredCells::shape).orElseThrow()));
    }
    List<ForeignArray> found = new ArrayList<>();
    for (int n = 0; n < axes.size(); n++) {
      found.add(arrays.array(variables.get(n), axes.get(n)));
    }
    return new ForeignDataset(Hdf5Variable.attributes(current, values), found);
  }

  private Hdf5Object child(Hdf5Object group, String name) {
    Long position = group.links().orElse(Map.of()).get(name);
    Hdf5Object found = position == null ? null : object(name, position);
    if (found == null || found.links().isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The file has no group " + Quoting.quoted(name) + ".",
          Map.of("group", Quoting.shortened(name, 100)),
          null);
    }
    return found;
  }

  private Hdf5Object object(String name, long position) {
    Hdf5Object object = objects.read(name, position);
    budget.take(object);
    return object;
  }

  /** The datasets of a group, whose dimensions are known from then on. */
  private List<Hdf5Variable> variables(Hdf5Object group) {
    List<Hdf5Variable> variables = new ArrayList<>();
    group
        .links()
        .orElse(Map.of())
        .forEach((name, position) -> {
          Hdf5Arrays.requireName(source, name);
          if (position == Fields.UNDEFINED) {
            throw source.unsupported(
                "root group", "a soft or external link " + Quoting.quoted(name));
          }
          Hdf5Object object = object(name, position);
          if (object.cells().isPresent()) {
            Hdf5Variable variable = new Hdf5Variable(name, object);
            variables.add(variable);
            if (variable.isScale(values)) {
              dimensions.add(variable);
            }
          }
        });
    return variables;
  }

  private void requireNoVariablesBelow(Hdf5Object top) {
    find(top, "", new HashSet<>(Set.of(top.position())), 0)
        .ifPresent(path -> {
          throw new ServiceException(
              ErrorCode.UNSUPPORTED_STORAGE,
              "%s has variables in the group %s besides those at the top; name the group to import with group=, / for the top."
                  .formatted(source.name(), Quoting.quoted(path)),
              Map.of("file", source.name(), "group", Quoting.shortened(path, 200)),
              null);
        });
  }

  /** Path of a group with variables. */
  private Optional<String> find(Hdf5Object group, String path, Set<Long> seen, int depth) {
    if (depth > DEEPEST) {
      throw source.unsupported("root group", "groups nested more than " + DEEPEST + " deep");
    }
    for (Map.Entry<String, Long> link : group.links().orElse(Map.of()).entrySet()) {
      if (link.getValue() == Fields.UNDEFINED || depth > 0 && !seen.add(link.getValue())) {
        continue;
      }
      Hdf5Object object = object(link.getKey(), link.getValue());
      Hdf5Variable variable = new Hdf5Variable(link.getKey(), object);
      if (depth > 0 && object.cells().isPresent() && !variable.isDimensionAlone(values)) {
        return Optional.of(path);
      }
      if (object.links().isPresent() && seen.add(object.position() ^ Long.MIN_VALUE)) {
        Optional<String> found = find(object, path + "/" + link.getKey(), seen, depth + 1);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
