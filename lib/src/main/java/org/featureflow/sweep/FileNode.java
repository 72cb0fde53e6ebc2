package org.featureflow.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.featureflow.FeatureFlowException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A part of a YAML or JSON file that knows its line. Values stay text: what a number is, the setting's reader decides. */
record FileNode(String file, Node node) {
    static FileNode parse(String file, String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .map(root -> new FileNode(file, root))
                    .orElseThrow(() -> new FeatureFlowException(file + " is empty; write at least base and axes."));
        } catch (MarkedYamlEngineException e) {
            String line =
                    e.getProblemMark().map(m -> ", line " + (m.getLine() + 1)).orElse("");
            throw new FeatureFlowException(file + line + ": this is no YAML or JSON (" + e.getProblem() + ").", e);
        } catch (YamlEngineException e) {
            throw new FeatureFlowException(file + ": this is no YAML or JSON (" + e.getMessage() + ").", e);
        }
    }

    /** Such as {@code ablation.yaml, line 12}. */
    String place() {
        return file
                + node.getStartMark().map(m -> ", line " + (m.getLine() + 1)).orElse("");
    }

    FeatureFlowException wrong(String sentence) {
        return new FeatureFlowException(place() + ": " + sentence);
    }

    /** The members of a mapping. */
    Map<String, FileNode> members(String what) {
        if (isNothing()) {
            return Map.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(what + " must be a list of “key: value”.");
        }
        Map<String, FileNode> members = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            FileNode key = new FileNode(file, entry.getKeyNode());
            if (members.put(key.text("A key"), new FileNode(file, entry.getValueNode())) != null) {
                throw key.wrong("“" + key.text("A key") + "” is there twice in " + what + ".");
            }
        }
        return members;
    }

    /** The elements of a list. */
    List<FileNode> elements(String what) {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(what + " must be a list, such as [1, 2].");
        }
        List<FileNode> elements = new ArrayList<>();
        sequence.getValue().forEach(n -> elements.add(new FileNode(file, n)));
        return elements;
    }

    private boolean isNothing() {
        return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
    }

    /** A single value; null for YAML's null. */
    String text(String what) {
        if (isNothing()) {
            return null;
        }
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong(what + " must be a single value.");
        }
        return scalar.getValue();
    }

    /** A whole number. */
    long whole(String what) {
        String text = text(what);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong(what + " must be a whole number, not “" + text + "”.");
        }
    }

    /** A setting of this value. */
    Setting setting(String key) {
        return new Setting(key, text("“" + key + "”"), place());
    }
}
