package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The budgets of the code: lines of a method, parameters, components of a record, types of a
 * package, circles of classes. What is above one stands in {@code budgets.txt} with its reason; a
 * line that is not needed any more, or allows more than is used, fails as well, so that the list
 * only shrinks.
 */
class BudgetTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final Path MAIN = BASE.resolve("src/main/java");
  private static final String ROOT = "io.hypertile";
  private static final int LINES = 40;
  private static final int PARAMETERS = 5;
  private static final int COMPONENTS = 8;
  private static final int TYPES = 40;

  /** Excesses by the budget and the place. */
  private final Map<String, Integer> found = new TreeMap<>();

  /** Excesses that are allowed, read from lines of budget, place, size and reason. */
  private static Map<String, Integer> allowed(Set<String> budgets) throws IOException {
    Map<String, Integer> allowed = new TreeMap<>();
    for (String line : Files.readAllLines(BASE.resolve("src/test/resources/budgets.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" ", 4);
        assertThat(parts).as("budget, place, size and reason: %s", line).hasSize(4);
        if (budgets.contains(parts[0])) {
          allowed.put(parts[0] + " " + parts[1], Integer.parseInt(parts[2]));
        }
      }
    }
    return allowed;
  }

  private void assertAllowed(Set<String> budgets) throws IOException {
    Map<String, Integer> allowed = allowed(budgets);
    Map<String, Integer> unlisted = new TreeMap<>(found);
    unlisted.entrySet().removeAll(allowed.entrySet());
    Map<String, Integer> unused = new TreeMap<>(allowed);
    unused.entrySet().removeAll(found.entrySet());
    assertThat(unlisted).as("above a budget; mend it, or give the reason in budgets.txt").isEmpty();
    assertThat(unused).as("lines of budgets.txt that nothing needs any more").isEmpty();
  }

  private void count(String budget, String place, int size, int limit) {
    if (size > limit) {
      found.merge(budget + " " + place, size, Math::max);
    }
  }

  @Test
  void methodsAndRecordsAreWithinTheirBudgets() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> walk = Files.walk(MAIN);
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = walk.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Counting(unit, positions).scan(unit, null);
      }
    }
    assertAllowed(Set.of("lines", "parameters", "components"));
  }

  private final class Counting extends TreeScanner<Void, ClassTree> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Counting(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree type, ClassTree outer) {
      if (type.getKind() == Tree.Kind.RECORD) {
        long components =
            type.getMembers().stream()
                .filter(member ->
                    member instanceof VariableTree field
                        && !field.getModifiers().toString().contains("static"))
                .count();
        count("components", place(type, ""), (int) components, COMPONENTS);
      }
      return super.visitClass(type, type);
    }

    @Override
    public Void visitMethod(MethodTree method, ClassTree type) {
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long end = positions.getEndPosition(unit, method);
      String place = place(type, "#" + method.getName());
      count("lines", place, end < 0 ? 0 : (int) (lines.getLineNumber(end) - first + 1), LINES);
      boolean canonical =
          type.getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
      if (!canonical) {
        count("parameters", place, method.getParameters().size(), PARAMETERS);
      }
      return super.visitMethod(method, type);
    }

    private static String place(ClassTree type, String member) {
      return type.getSimpleName() + member;
    }
  }

  @Test
  void packagesAreWithinTheirBudget() throws IOException {
    Map<String, Integer> sizes = new HashMap<>();
    try (Stream<Path> walk = Files.walk(MAIN)) {
      walk.filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .forEach(file -> sizes.merge(packageOf(file), 1, Integer::sum));
    }
    sizes.forEach((name, size) -> count("types", name, size, TYPES));
    assertThat(sizes).hasSizeGreaterThan(20);
    assertAllowed(Set.of("types"));
  }

  private static String packageOf(Path file) {
    return MAIN.relativize(file).getParent().toString().replace('/', '.');
  }

  /** Classes of a package that need one another in a circle; the size is the number of classes. */
  @Test
  void classesOfAPackageFormNoCircles() throws IOException {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT)) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().equals(type.getPackageName())) {
          arrows.computeIfAbsent(outermost(type), made -> new TreeSet<>()).add(outermost(target));
        }
      }
    }
    for (Set<String> circle : circles(arrows)) {
      List<String> types =
          circle.stream().map(type -> type.substring(type.lastIndexOf('.') + 1)).toList();
      count("circle", String.join(",", types), circle.size(), 1);
    }
    assertAllowed(Set.of("circle"));
  }

  private static String outermost(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /** Sets of more than one class of which each reaches each. */
  private static List<Set<String>> circles(Map<String, Set<String>> arrows) {
    Map<String, Set<String>> reached = new HashMap<>();
    arrows.keySet().forEach(type -> reached.put(type, reachable(type, arrows)));
    List<Set<String>> circles = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (String type : arrows.keySet()) {
      Set<String> circle = new TreeSet<>();
      for (String other : reached.get(type)) {
        if (reached.getOrDefault(other, Set.of()).contains(type)) {
          circle.add(other);
        }
      }
      circle.add(type);
      if (circle.size() > 1 && done.add(circle.iterator().next())) {
        circles.add(circle);
      }
    }
    return circles;
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> arrows) {
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(arrows.get(from));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next)) {
        open.addAll(arrows.getOrDefault(next, Set.of()));
      }
    }
    return reached;
  }
}
