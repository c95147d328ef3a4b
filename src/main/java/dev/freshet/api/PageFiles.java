package dev.freshet.api;

import dev.freshet.web.Assets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files that the live view's pages ask for: scripts, styles, icon.
 *
 * <p>All are known by name when the service starts: no path that a caller sends is ever looked up.
 * Pages ask for each file under the hash of its content, so that browsers keep it for as long as it
 * stays the same, and no longer.
 */
final class PageFiles {
  static final String ROOT = "/assets/";

  /** Where the live view's own files are, among the assets of all pages. */
  static final String LIVE = "live/";

  private static final int HASH_DIGITS = 16;
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";

  private final Map<String, PageFile> files = new LinkedHashMap<>();

  PageFiles() {
    Stream.concat(
            Stream.of(Assets.LIBRARY, Assets.STYLE),
            Stream.concat(
                Assets.SCRIPTS.stream(),
                Stream.of("live.css", "live.js", "fleet.js", "model.js", "icon.svg")
                    .map(name -> LIVE + name)))
        .forEach(asset -> files.put(asset.substring(asset.lastIndexOf('/') + 1), file(asset)));
  }

  private record PageFile(String mediaType, byte[] content, String hash) {}

  private static PageFile file(String asset) {
    byte[] content = Assets.text(asset).getBytes(StandardCharsets.UTF_8);
    return new PageFile(mediaType(asset), content, hash(content));
  }

  private static String mediaType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("no media type is known for " + name);
    };
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_DIGITS / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A page of the live view, with the hash behind the name of each file that it asks for. */
  byte[] page(String name) {
    String page = Assets.text(LIVE + name);
    for (Map.Entry<String, PageFile> e : files.entrySet()) {
      String path = ROOT + e.getKey();
      page = page.replace(path + '"', path + "?v=" + e.getValue().hash() + '"');
    }
    return page.getBytes(StandardCharsets.UTF_8);
  }

  /** Answers for a file by its name. */
  Answer answer(Request request) {
    request.allow(Set.of("v"));
    PageFile file = files.get(request.part("file"));
    if (file == null) {
      throw new ProblemException(HttpStatus.NOT_FOUND, "there is no such file");
    }
    String tag = '"' + file.hash() + '"';
    boolean current = request.parameter("v").equals(Optional.of(file.hash()));
    boolean known = request.header("If-None-Match").filter(t -> t.contains(tag)).isPresent();
    Answer answer =
        known
            ? Answer.of(HttpStatus.NOT_MODIFIED, file.mediaType(), new byte[0])
            : Answer.of(HttpStatus.OK, file.mediaType(), file.content());
    return answer
        .with("Cache-Control", current ? FOR_EVER : ASK_AGAIN)
        .with("ETag", tag)
        .with("Vary", "Accept-Encoding");
  }
}
