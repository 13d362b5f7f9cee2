package io.hypertile.dataset.web;

import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.dataset.query.DatasetOrder;
import io.hypertile.filter.Key;
import io.hypertile.http.Cursors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Datasets of a state one after the other: in the order in which they were made, in that of their
 * names where these begin with a text or the layout keeps no other order, or in one that is asked
 * for. An order is found by going over all datasets for the next ones of it, so that no more than
 * these are in memory. Used by one thread.
 */
final class DatasetWalk {
  private static final int STEP = 500;

  private final DatasetsState state;
  private final Wanted wanted;
  private final FactsCursor facts;
  private final @Nullable DatasetPlace place;
  private final boolean isByName;

  /**
   * Datasets that are wanted.
   *
   * @param prefix beginning of the names; empty for all
   * @param condition says which, the prefix included
   * @param order empty for that in which they are kept
   */
  record Wanted(String prefix, DatasetCondition condition, Optional<DatasetOrder> order) {}

  /** Looks at a dataset. */
  @FunctionalInterface
  interface Visitor {
    /** Whether to show the next one. */
    boolean visit(FactsCursor dataset);
  }

  /**
   * A page of a list.
   *
   * @param next where the next one begins; empty on the last
   */
  record Page<T>(List<T> items, Optional<DatasetPlace> next) {}

  /**
   * A walk.
   *
   * @param after the place behind which it begins; empty for the first dataset
   */
  DatasetWalk(DatasetsState state, Wanted wanted, Optional<DatasetPlace> after) {
    this.state = state;
    this.wanted = wanted;
    this.facts = state.facts();
    this.place = after.orElse(null);
    this.isByName =
        wanted.order().isEmpty()
            && (!wanted.prefix().isEmpty()
                || after.map(DatasetPlace.Name.class::isInstance).orElseGet(() -> !hasRows(state)));
  }

  private static boolean hasRows(DatasetsState state) {
    List<Dataset> first = new ArrayList<>();
    state.forEach(-1, 1, first::add);
    return first.isEmpty() || first.getFirst().row() >= 0;
  }

  /** The next datasets in some form, up to a number. */
  <T> Page<T> page(int limit, Function<FactsCursor, T> form) {
    List<T> items = new ArrayList<>();
    List<DatasetPlace> places = new ArrayList<>();
    boolean[] hasMore = {false};
    Visitor visitor =
        dataset -> {
          if (items.size() == limit) {
            hasMore[0] = true;
            return false;
          }
          items.add(form.apply(dataset));
          if (items.size() == limit) {
            places.add(placeOf(dataset));
          }
          return true;
        };
    forEach(visitor, limit + 1);
    return new Page<>(items, hasMore[0] ? Optional.of(places.getFirst()) : Optional.empty());
  }

  /**
   * Goes over the datasets.
   *
   * @param together datasets of an order that are found at a time
   */
  void forEach(Visitor visitor, int together) {
    if (wanted.order().isPresent()) {
      inOrder(wanted.order().get(), visitor, together);
    } else if (isByName) {
      byName(visitor);
    } else {
      byRow(visitor);
    }
  }

  private void byName(Visitor visitor) {
    Optional<DatasetName> after = Optional.ofNullable(place).flatMap(DatasetPlace::afterName);
    while (true) {
      List<DatasetName> names = state.names(wanted.prefix(), after, STEP);
      if (names.isEmpty()) {
        return;
      }
      for (DatasetName name : names) {
        if (facts.at(name) && wanted.condition().matches(facts) && !visitor.visit(facts)) {
          return;
        }
      }
      after = Optional.of(names.getLast());
    }
  }

  private void byRow(Visitor visitor) {
    if (place instanceof DatasetPlace.Row(long row)) {
      facts.after(row);
    }
    while (facts.next()) {
      if (wanted.condition().matches(facts) && !visitor.visit(facts)) {
        return;
      }
    }
  }

  /** A dataset and its position in an order. */
  private record Placed(List<Optional<Key>> position, DatasetName name) {}

  private void inOrder(DatasetOrder order, Visitor visitor, int together) {
    Optional<List<Optional<Key>>> after = position(order);
    while (true) {
      List<Placed> next = next(order, after, together);
      for (Placed each : next) {
        if (facts.at(each.name()) && !visitor.visit(facts)) {
          return;
        }
      }
      if (next.size() < together) {
        return;
      }
      after = Optional.of(next.getLast().position());
    }
  }

  /** The position behind which the walk begins. */
  private Optional<List<Optional<Key>>> position(DatasetOrder order) {
    return switch (place) {
      case DatasetPlace.Position(List<Optional<Key>> keys) when keys.size() == order.keys() ->
          Optional.of(keys);
      case DatasetPlace.Behind(DatasetName name) when facts.at(name) ->
          Optional.of(order.position(facts));
      case null -> Optional.empty();
      default -> throw Cursors.refusal(null);
    };
  }

  private List<Placed> next(DatasetOrder order, Optional<List<Optional<Key>>> after, int most) {
    PriorityQueue<Placed> found =
        new PriorityQueue<>((one, other) -> order.compare(other.position(), one.position()));
    FactsCursor all = state.facts();
    while (all.next()) {
      if (wanted.condition().matches(all)) {
        List<Optional<Key>> position = order.position(all);
        boolean isBehind = after.isEmpty() || order.compare(position, after.get()) > 0;
        boolean isNear =
            found.size() < most || order.compare(position, found.element().position()) < 0;
        if (isBehind && isNear) {
          found.add(new Placed(position, all.name()));
          if (found.size() > most) {
            found.remove();
          }
        }
      }
    }
    List<Placed> sorted = new ArrayList<>(found);
    sorted.sort((one, other) -> order.compare(one.position(), other.position()));
    return sorted;
  }

  /** The place of a dataset that the walk stands at. */
  private DatasetPlace placeOf(FactsCursor dataset) {
    if (wanted.order().isPresent()) {
      return DatasetPlace.of(wanted.order().get().position(dataset), dataset.name());
    }
    return isByName ? new DatasetPlace.Name(dataset.name()) : new DatasetPlace.Row(dataset.row());
  }
}
