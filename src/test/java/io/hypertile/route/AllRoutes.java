package io.hypertile.route;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;

/** The addresses of the server without a server: those of every table on the class path. */
public final class AllRoutes {
  private AllRoutes() {}

  /** Finds the tables as the server does. */
  public static Routes find() {
    ClassPathScanningCandidateComponentProvider scanner =
        new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(RouteTable.class));
    List<RouteTable> tables = new ArrayList<>();
    for (BeanDefinition found : scanner.findCandidateComponents("io.hypertile")) {
      tables.add(make(found.getBeanClassName()));
    }
    return new Routes(tables);
  }

  private static RouteTable make(String name) {
    try {
      Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (RouteTable) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
