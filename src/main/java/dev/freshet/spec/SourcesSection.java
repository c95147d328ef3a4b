package dev.freshet.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code sources:}, which says what comes from a feed that is not named after it.
 *
 * <p>Each key is a source, its value the list of what it brings: names ({@code facebook}, a
 * channel, organic channel or context variable, all those of that name) or variables ({@code
 * organic.facebook}, that one only). All variables of a paid channel come from one source.
 */
final class SourcesSection {
  private record Feed(String source, SpecText member) {}

  private final Map<String, Feed> feeds = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> used = new LinkedHashSet<>();

  SourcesSection(Optional<SpecSection> section) {
    section.ifPresent(this::read);
  }

  private void read(SpecSection section) {
    for (String source : section.keys()) {
      if (!Names.isName(source)) {
        section.problem(source, "a source's name must be %s", Names.FORM);
      }
      for (SpecText member : section.texts(source)) {
        Feed before = feeds.putIfAbsent(member.value(), new Feed(source, member));
        if (before != null) {
          member.problem("%s already comes from %s; name it once", member.value(), before.source());
        }
      }
    }
  }

  /** The source of something known by these names, else {@code otherwise}. */
  String of(List<String> names, String otherwise) {
    known.addAll(names);
    List<Feed> found = new ArrayList<>();
    for (String name : names) {
      if (feeds.containsKey(name)) {
        used.add(name);
        found.add(feeds.get(name));
      }
    }
    for (Feed feed : found) {
      if (!feed.source().equals(found.get(0).source())) {
        feed.member()
            .problem(
                "%s already comes from %s; all its variables come from one source",
                names.get(0), found.get(0).source());
      }
    }
    String source = found.isEmpty() ? otherwise : found.get(0).source();
    return Names.isName(source) ? source : otherwise;
  }

  /** To be called last: what the section names, but the spec does not have, is a problem. */
  void reportUnused() {
    feeds.forEach(
        (name, feed) -> {
          if (!used.contains(name)) {
            String choices = "the spec has " + String.join(", ", known);
            feed.member()
                .problem(
                    "%s is nothing in this spec; %s", name, DidYouMean.hint(name, known, choices));
          }
        });
  }
}
