using Xunit;

namespace KhmerCache.Tests;

public sealed class NamingImages
{
    // hashlib.md5("text|font_path|height".encode("utf-8")).hexdigest() in Python.
    [Theory]
    [InlineData("ភាសាខ្មែរ", "fonts/KhmerOS.ttf", 32, "c651dcddf517216e45579f27debd2589")]
    [InlineData("a|b", "fonts/x.ttf", 128, "6878688e9b46507c4f3ad052ccb7cb18")]
    public void A_key_is_the_one_that_the_Python_system_computes(string text, string fontPath, int height, string expected) =>
        Assert.Equal(expected, CacheKey.Create(text, fontPath, height).ToString());

    [Fact]
    public void A_font_path_is_relative_to_the_project_with_slashes()
    {
        var project = Path.Combine(Path.GetTempPath(), "project");

        Assert.Equal("fonts/a.ttf", FontDescriptor.FromPath(Path.Combine("fonts", "a.ttf"), project).Path);
        Assert.Equal("../shared/a.ttf", FontDescriptor.FromPath(Path.Combine(project, "..", "shared", "a.ttf"), project).Path);
    }

    [Fact]
    public void A_recipe_changes_with_the_font_bytes_and_not_with_the_path()
    {
        Assert.NotEqual(SmallCache.RecipeOf("a.ttf", "old").Id, SmallCache.RecipeOf("a.ttf", "new").Id);
        Assert.Equal(SmallCache.RecipeOf("a.ttf").Id, SmallCache.RecipeOf("b.ttf").Id);
        Assert.NotEqual(SmallCache.RecipeOf("a.ttf"), SmallCache.RecipeOf("b.ttf"));
    }
}
