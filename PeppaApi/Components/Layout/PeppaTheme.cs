using MudBlazor;

namespace PeppaApi.Components.Layout;

/// <summary>The character of the site: a warm rose on neutral greys, thin lines, no shadows but for what floats.</summary>
internal static class PeppaTheme
{
    private static readonly string[] Fonts = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#b4325a",
            PrimaryContrastText = "#ffffff",
            Secondary = "#5b5f66",
            Info = "#33658a",
            Success = "#1f7a4d",
            Warning = "#8a5a00",
            Error = "#b3261e",
            Background = "#fafafa",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1d1f23",
            DrawerBackground = "#ffffff",
            DrawerText = "#3c4046",
            DrawerIcon = "#5b5f66",
            TextPrimary = "#1d1f23",
            TextSecondary = "#5b5f66",
            ActionDefault = "#5b5f66",
            LinesDefault = "#e4e5e8",
            LinesInputs = "#8b9098",
            TableLines = "#ececee",
            Divider = "#e4e5e8",
            TableHover = "#f5f5f6",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#f08aa8",
            PrimaryContrastText = "#2a0d17",
            Secondary = "#a9adb5",
            Info = "#8ab6d6",
            Success = "#6fcf97",
            Warning = "#e0b155",
            Error = "#f2867d",
            Background = "#15161a",
            Surface = "#1c1e23",
            AppbarBackground = "#1c1e23",
            AppbarText = "#e8e9ec",
            DrawerBackground = "#1c1e23",
            DrawerText = "#c6c9cf",
            DrawerIcon = "#a9adb5",
            TextPrimary = "#e8e9ec",
            TextSecondary = "#a9adb5",
            ActionDefault = "#a9adb5",
            LinesDefault = "#2c2f36",
            LinesInputs = "#757a84",
            TableLines = "#282b31",
            Divider = "#2c2f36",
            TableHover = "#22252b",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "216px", AppbarHeight = "56px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.875rem" },
            H1 = new H1Typography { FontFamily = Fonts, FontSize = "1.5rem", FontWeight = "600", LineHeight = "1.3" },
            H2 = new H2Typography { FontFamily = Fonts, FontSize = "1.125rem", FontWeight = "600", LineHeight = "1.4" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1rem", FontWeight = "600" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "0.875rem" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "0.8125rem" },
            Button = new ButtonTypography { FontFamily = Fonts, TextTransform = "none", FontWeight = "500" },
        },
    };
}
