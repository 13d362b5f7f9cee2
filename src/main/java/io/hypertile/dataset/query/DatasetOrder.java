package io.hypertile.dataset.query;

import io.hypertile.dataset.DatasetFacts;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.Key;
import io.hypertile.filter.Keys;
import io.hypertile.filter.SortTerm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An order of datasets: by attributes, figures of arrays and names, among equals in the order in
 * which they were made. Datasets without a value come last in both directions. Immutable.
 */
public final class DatasetOrder implements Comparator<List<Optional<Key>>> {
  private final List<Term> terms;

  /** A field of an order. */
  private record Term(QueryField field, boolean descending) {}

  private DatasetOrder(List<Term> terms) {
    this.terms = List.copyOf(terms);
  }

  /**
   * Reads an order such as {@code temperature.max,-cycle} and binds it, to names as conditions have
   * them.
   *
   * @throws ServiceException {@code invalid-filter} with the member {@code parameter} if the text
   *     is no order, or a name is given twice, or is of nothing that a dataset has
   */
  public static DatasetOrder bind(String text, MergedSchema schema) {
    List<Term> terms = new ArrayList<>();
    Set<QueryField> seen = new HashSet<>();
    for (SortTerm term : SortTerm.parse(text)) {
      QueryField field;
      try {
        field = ConditionBinder.field(term.name(), schema);
      } catch (ServiceException e) {
        throw e.with("parameter", "sort");
      }
      if (!seen.add(field)) {
        throw SortTerm.fault(
            "The datasets are sorted by " + field.text() + " twice; name it once.",
            term.name().column());
      }
      terms.add(new Term(field, term.descending()));
    }
    return new DatasetOrder(terms);
  }

  /** Position of a dataset: a key for each name, empty where it has no value, and its own. */
  public List<Optional<Key>> position(DatasetFacts dataset) {
    List<Optional<Key>> position = new ArrayList<>(terms.size() + 1);
    for (Term term : terms) {
      position.add(term.field().value(dataset).flatMap(FieldKeys::of));
    }
    position.add(
        Optional.of(
            dataset.row() >= 0
                ? FieldKeys.ofWhole(dataset.row())
                : Keys.ofText(dataset.name().text())));
    return position;
  }

  /** Keys of a position. */
  public int keys() {
    return terms.size() + 1;
  }

  /** Compares two positions. */
  @Override
  public int compare(List<Optional<Key>> one, List<Optional<Key>> other) {
    for (int at = 0; at < one.size(); at++) {
      Optional<Key> left = one.get(at);
      Optional<Key> right = other.get(at);
      if (left.isEmpty() || right.isEmpty()) {
        if (left.isPresent() || right.isPresent()) {
          return left.isEmpty() ? 1 : -1;
        }
        continue;
      }
      int order = left.get().compareTo(right.get());
      if (order != 0) {
        return at < terms.size() && terms.get(at).descending() ? -order : order;
      }
    }
    return 0;
  }
}
