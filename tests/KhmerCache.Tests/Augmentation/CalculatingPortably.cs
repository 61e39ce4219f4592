using KhmerCache.Augmentation;
using Xunit;

namespace KhmerCache.Tests.Augmentation;

public sealed class CalculatingPortably
{
    [Fact]
    public void Exponentials_are_right_to_ten_digits()
    {
        foreach (var x in Enumerable.Range(0, 300).Select(i => i * 0.17))
        {
            Assert.InRange(PortableMath.ExpOfMinus(x) / Math.Exp(-x), 1 - 1e-10, 1 + 1e-10);
        }

        Assert.Equal(0, PortableMath.ExpOfMinus(5000));
    }

    [Fact]
    public void Tangents_are_right_to_ten_digits()
    {
        foreach (var degrees in Enumerable.Range(-90, 181).Select(i => i * 0.5))
        {
            Assert.Equal(Math.Tan(degrees * Math.PI / 180), PortableMath.TanOfDegrees(degrees), 1e-10);
        }
    }
}
