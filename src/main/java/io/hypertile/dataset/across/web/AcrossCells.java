package io.hypertile.dataset.across.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.cells.web.ReadQuery;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.across.FoundMember;
import io.hypertile.dataset.across.FoundMembers;
import io.hypertile.dataset.across.MemberForms;
import io.hypertile.dataset.across.SharedState;
import io.hypertile.dataset.across.StackedArray;
import io.hypertile.dataset.across.StackedForm;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans reads of the arrays of one name of many datasets, all in one state. Used by one thread. */
public final class AcrossCells {
  private final Datasets datasets;
  private final SharedState held;
  private final FoundMembers found;
  private final List<FoundMember> members;

  /**
   * A plan that is to be made.
   *
   * @param held the state that the members were found in; the plan becomes a holder of it
   * @param found the members, in that state or another one of the same stamp
   */
  public AcrossCells(Datasets datasets, SharedState held, FoundMembers found) {
    this.datasets = datasets;
    this.held = held;
    this.found = found;
    this.members = found.all();
  }

  /** The part of an array that is asked for. */
  private record Part(ArraySpec spec, Selection selection, Optional<FillValue> nulls) {}

  /**
   * The same region of each array, one after the other (atlas-rules.md 46, 47). Neighbours of one
   * form are read together.
   *
   * @param isDescribed whether the answer shows coordinates
   * @throws ServiceException {@code invalid-slice} with the member {@code dataset}
   */
  public SeveralCells list(SelectionQuery query, boolean isDescribed) {
    boolean isPlain = !isDescribed && PositionQuery.isOfPositions(query);
    List<SeveralCells.Box> boxes = new ArrayList<>();
    List<PlannedAccess> reads = new ArrayList<>();
    boolean isPlanned = false;
    try {
      list(query, isPlain, boxes, reads);
      isPlanned = true;
      return new SeveralCells(boxes, reads, MemberForms.version(members));
    } finally {
      if (!isPlanned) {
        reads.forEach(PlannedAccess::close);
      }
    }
  }

  private void list(
      SelectionQuery query,
      boolean isPlain,
      List<SeveralCells.Box> boxes,
      List<PlannedAccess> reads) {
    Map<ArraySpec, Part> known = new HashMap<>();
    List<FoundMember> together = new ArrayList<>();
    Optional<Part> form = Optional.empty();
    for (FoundMember member : members) {
      Optional<Part> part =
          member.array().map(found -> part(member, found.definition(), query, isPlain, known));
      boxes.add(
          new SeveralCells.Box(
              member.dataset().text(),
              part.map(each -> new SeveralCells.Form(each.spec, each.selection, each.nulls))));
      if (part.isPresent() && part.get().selection.cells() > 0) {
        if (!part.equals(form)) {
          finish(together, form, reads);
          form = part;
        }
        together.add(member);
      }
    }
    finish(together, form, reads);
  }

  private Part part(
      FoundMember member,
      ArrayDefinition definition,
      SelectionQuery query,
      boolean isPlain,
      Map<ArraySpec, Part> known) {
    ArraySpec spec =
        isPlain ? MemberForms.plain(definition) : MemberForms.described(held.state(), member);
    Part part = known.get(spec);
    if (part == null || !part.nulls.equals(definition.fill())) {
      part = new Part(spec, resolve(query, spec, member), definition.fill());
      known.put(spec, part);
    }
    return part;
  }

  private static Selection resolve(SelectionQuery query, ArraySpec spec, FoundMember member) {
    try {
      return query.resolve(spec);
    } catch (ServiceException e) {
      throw e.with("dataset", member.dataset().text());
    }
  }

  /** Plans the reading of neighbours of one form. */
  private void finish(List<FoundMember> together, Optional<Part> form, List<PlannedAccess> reads) {
    if (together.isEmpty()) {
      return;
    }
    Part part = form.orElseThrow();
    StackedArray stacked = open(MemberForms.form(together, part.spec));
    List<AxisSelection> axes = new ArrayList<>();
    axes.add(new AxisSelection.Range(0, together.size(), 1));
    axes.addAll(part.selection.axes());
    Shape shape = stacked.spec().shape();
    reads.add(PlannedAccess.of(stacked, new Selection(shape, axes)));
    together.clear();
  }

  /**
   * The arrays as one, with the coordinates of the first.
   *
   * @param query is made for each of the arrays
   * @throws ServiceException as {@link MemberForms#form}; {@code invalid-slice} if values lie at
   *     other positions in one of the datasets
   */
  public CellArray stack(ReadQuery query) {
    StackedForm form = found.stacked(held.state());
    boolean isOfValues =
        !PositionQuery.isOfPositions(query.selection()) || query.points().isPresent();
    if (isOfValues) {
      requireSamePositions(query, form.ofFirst());
    }
    return open(form);
  }

  private StackedArray open(StackedForm form) {
    return new StackedArray(datasets, held.share(), form);
  }

  /** A query for each of the arrays as one for all of them as one. */
  public static ReadQuery behindFirst(ReadQuery query) {
    return new ReadQuery(
        PositionQuery.behindFirst(query.selection()), query.points(), query.reduction());
  }

  private void requireSamePositions(ReadQuery query, ArraySpec first) {
    Optional<Selection> selection = Optional.empty();
    for (FoundMember member : members.subList(1, members.size())) {
      ArraySpec spec = MemberForms.described(held.state(), member);
      if (spec.axes().equals(first.axes())) {
        continue;
      }
      if (selection.isEmpty()) {
        selection = Optional.of(query.selection().resolve(first));
      }
      boolean isSame =
          query.points().isEmpty()
              && resolve(query.selection(), spec, member).axes().equals(selection.get().axes());
      if (!isSame) {
        throw new ServiceException(
            ErrorCode.INVALID_SLICE,
            "The values lie at other positions in one of the datasets than in the first, so that"
                + " the arrays cannot be stacked; leave the dataset out, ask without stack, or by"
                + " positions.",
            Map.of("dataset", member.dataset().text()),
            null);
      }
    }
  }
}
