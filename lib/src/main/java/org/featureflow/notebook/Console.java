package org.featureflow.notebook;

/** No kernel: prints the text, and leaves updates out except for their last state, which the caller shows anyway. */
final class Console implements Kernel {
    private String shown = "";

    @Override
    public String show(Content content) {
        shown = content.text();
        System.out.println(shown);
        return "";
    }

    @Override
    public void update(String handle, Content content) {
        if (!content.text().equals(shown)) {
            show(content);
        }
    }
}
