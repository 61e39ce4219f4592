using System.Reflection;
using KhmerCache.Augmentation;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

public sealed class CheckingAugmentationOptions
{
    public static TheoryData<string> Probabilities => [.. Properties(typeof(double))];

    public static TheoryData<string> Ranges => [.. Properties(typeof(ParameterRange))];

    [Theory]
    [MemberData(nameof(Probabilities))]
    public void A_probability_is_from_0_to_1(string property)
    {
        foreach (var wrong in new[] { -0.01, 1.01, double.NaN })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(property, () => Set(property, wrong));
            Assert.Contains("give a number from 0 (never) to 1 (always)", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0.0, Get(Set(property, 0.0), property));
        Assert.Equal(1.0, Get(Set(property, 1.0), property));
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_range_is_in_order_and_within_bounds(string property)
    {
        var range = (ParameterRange)Get(AugmentationOptions.Default, property);
        var middle = (range.Minimum + range.Maximum) / 2;
        foreach (var wrong in new[] { new ParameterRange(range.Maximum, range.Minimum), new(middle, 1e6), new(-1e6, middle), new(double.NaN, middle), new(middle, double.NaN) })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(property, () => Set(property, wrong));
            Assert.Contains(property + " is a range within", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(new ParameterRange(middle, middle), Get(Set(property, new ParameterRange(middle, middle)), property));
    }

    [Fact]
    public void None_switches_every_probability_off() =>
        Assert.All(Properties(typeof(double)), property => Assert.Equal(0.0, Get(AugmentationOptions.None, property)));

    [Fact]
    public void Default_switches_every_probability_on() =>
        Assert.All(Properties(typeof(double)), property => Assert.InRange((double)Get(AugmentationOptions.Default, property), 0.01, 0.99));

    private static string[] Properties(Type type) =>
        [.. typeof(AugmentationOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.PropertyType == type).Select(property => property.Name)];

    private static object Get(AugmentationOptions options, string property) => typeof(AugmentationOptions).GetProperty(property)!.GetValue(options)!;

    private static AugmentationOptions Set(string property, object value)
    {
        var options = new AugmentationOptions();
        typeof(AugmentationOptions).GetProperty(property)!.SetMethod!.Invoke(options, BindingFlags.DoNotWrapExceptions, null, [value], null);
        return options;
    }
}
